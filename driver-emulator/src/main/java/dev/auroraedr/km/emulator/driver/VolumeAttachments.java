package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.InstanceResult;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeList;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Attaches a filter by hand where FltMgr has left it without an instance, which it tells nobody
 * (ALT-2, HLT-9). Stateless.
 */
public class VolumeAttachments {
  private final FilterManager manager;
  private final Filter filter;
  private final Predicate<Volume> wanted;

  /** Looks after the instances of a filter that has started, on the volumes that it wants. */
  public VolumeAttachments(FilterManager manager, Filter filter, Predicate<Volume> wanted) {
    this.manager = manager;
    this.filter = filter;
    this.wanted = wanted;
  }

  /**
   * Looks at every volume that is there when load has started filtering.
   *
   * @param decides which status of a volume ends the attempt; with any other one that volume alone
   *     stays without an instance, which instance_count tells
   * @return STATUS_SUCCESS, the first status that decides, or why the volumes could not be listed
   */
  public int attachAll(IntPredicate decides) {
    VolumeList volumes = manager.enumerateVolumes(filter);
    int status = volumes.status();
    for (Volume volume : volumes.volumes()) {
      if (status == NtStatus.SUCCESS && wanted.test(volume)) {
        int attached = attachIfMissing(volume);
        status = decides.test(attached) ? attached : status;
      }
      manager.objectDereference(filter);
    }
    return status;
  }

  /** HLT-9: tries each volume without an instance; what fails is tried again by the next query. */
  public void attachWhereMissing() {
    attachAll(status -> false);
  }

  /** It may have an instance, or one that is being torn down as the volume goes away. */
  private int attachIfMissing(Volume volume) {
    InstanceResult instance = manager.getVolumeInstance(filter, volume);
    if (instance.status() == NtStatus.SUCCESS) {
      manager.objectDereference(filter);
    }
    return instance.status() == NtStatus.FLT_INSTANCE_NOT_FOUND
        ? manager.attachVolume(filter, volume)
        : instance.status();
  }
}
