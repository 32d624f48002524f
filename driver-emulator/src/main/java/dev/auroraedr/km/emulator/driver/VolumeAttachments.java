package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.InstanceResult;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeList;

/**
 * Attaches a filter by hand where FltMgr has left it without an instance, which it tells nobody
 * (ALT-2). Stateless.
 */
public class VolumeAttachments {
  private final FilterManager manager;
  private final Filter filter;

  /** Looks after the instances of a filter that has started. */
  public VolumeAttachments(FilterManager manager, Filter filter) {
    this.manager = manager;
    this.filter = filter;
  }

  /**
   * Looks at every volume.
   *
   * @return STATUS_SUCCESS if each has an instance or takes none; else the first failing status,
   *     such as STATUS_OBJECT_NAME_COLLISION for a taken altitude
   */
  public int attachMissing() {
    VolumeList volumes = manager.enumerateVolumes(filter);
    int status = volumes.status();
    for (Volume volume : volumes.volumes()) {
      if (status == NtStatus.SUCCESS) {
        status = attachIfMissing(volume);
      }
      manager.objectDereference(filter);
    }
    return status;
  }

  private int attachIfMissing(Volume volume) {
    InstanceResult instance = manager.getVolumeInstance(filter, volume);
    if (instance.status() == NtStatus.SUCCESS) {
      manager.objectDereference(filter);
      return NtStatus.SUCCESS;
    }
    if (instance.status() != NtStatus.FLT_INSTANCE_NOT_FOUND) {
      return instance.status();
    }
    int status = manager.attachVolume(filter, volume);
    return takesNone(status) ? NtStatus.SUCCESS : status;
  }

  /** A volume that is not offered, is going away, or has got an instance in the meantime. */
  private static boolean takesNone(int status) {
    return status == NtStatus.FLT_DO_NOT_ATTACH
        || status == NtStatus.FLT_DELETING_OBJECT
        || status == NtStatus.FLT_INSTANCE_NAME_COLLISION;
  }
}
