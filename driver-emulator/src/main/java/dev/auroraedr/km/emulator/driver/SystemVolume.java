package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;

/**
 * The volume that holds {@code \SystemRoot}, on which all images of the policy stand (PRC-3).
 * Resolved at load and, until that succeeds, again at each health query. Thread-safe.
 */
public class SystemVolume {
  private final FilterManager manager;
  private volatile String deviceName;

  /** A volume that is still to be resolved. */
  public SystemVolume(FilterManager manager) {
    this.manager = manager;
  }

  /** A volume that is known, for who matches without a machine. */
  public static SystemVolume of(String deviceName) {
    SystemVolume volume = new SystemVolume(null);
    volume.deviceName = deviceName;
    return volume;
  }

  /** Resolves the volume unless that has succeeded before; true once it has. */
  public boolean resolve() {
    if (deviceName == null) {
      Volume volume = manager.systemVolume();
      deviceName = volume == null ? null : volume.deviceName();
    }
    return isResolved();
  }

  /** Whether its name is known. */
  public final boolean isResolved() {
    return deviceName != null;
  }

  /** Its device name, such as {@code \Device\HarddiskVolume3}; null while it is unresolved. */
  public final String deviceName() {
    return deviceName;
  }
}
