package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.InstanceCallbacks;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.flt.Volume;
import java.util.function.IntPredicate;

/** The minifilter's instances (FST-1, FST-5, HLT-9). Thread-safe. */
public class MinifilterInstances {
  private final FilterManager manager;
  private volatile boolean offered;

  /** No volume has been offered yet. */
  public MinifilterInstances(FilterManager manager) {
    this.manager = manager;
  }

  /** FST-5: no InstanceQueryTeardown routine, so that no instance is detached by hand. */
  public InstanceCallbacks callbacks() {
    return new InstanceCallbacks(this::setUp, null, null);
  }

  /** InstanceSetup: every file-system volume, but no named pipes and mailslots (FST-5). */
  protected int setUp(Volume volume) {
    offered = true;
    return isWanted(volume) ? NtStatus.SUCCESS : NtStatus.FLT_DO_NOT_ATTACH;
  }

  /** FST-5: local, removable and network file systems, told by their device type. */
  protected boolean isWanted(Volume volume) {
    return !volume.kind().isPipeOrMailslot();
  }

  /**
   * FST-1: as FltEnumerateInstances counts them; 0 without that call while no volume was offered,
   * since on such a system the call may not be there.
   */
  public InstanceCount count(Filter filter) {
    return offered ? manager.enumerateInstances(filter) : new InstanceCount(NtStatus.SUCCESS, 0);
  }

  /** ALT-2: what each volume says that load has left without an instance. */
  public int attachAll(Filter filter, IntPredicate decides) {
    return attachments(filter).attachAll(decides);
  }

  /**
   * HLT-9: FltAttachVolume on each volume without an instance; whether it works, the next canary
   * shows. Where no volume was ever offered the calls may not be there.
   */
  public void attachMissing(Filter filter) {
    if (offered) {
      attachments(filter).attachWhereMissing();
    }
  }

  private VolumeAttachments attachments(Filter filter) {
    return new VolumeAttachments(manager, filter, this::isWanted);
  }
}
