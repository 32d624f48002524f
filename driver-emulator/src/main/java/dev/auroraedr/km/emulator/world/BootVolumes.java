package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.List;

/** The volumes that are there when a machine has booted. */
final class BootVolumes {
  private BootVolumes() {}

  /** The profile's volumes, the system volume first, then those that every Windows has. */
  static List<Volume> of(MachineProfile profile) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(volume(profile.systemVolume()));
    profile.volumes().stream()
        .filter(volume -> !volume.system())
        .forEach(volume -> volumes.add(volume(volume)));
    volumes.add(new Volume("\\Device\\NamedPipe", VolumeKind.NAMED_PIPE, false));
    volumes.add(new Volume("\\Device\\Mailslot", VolumeKind.MAILSLOT, false));
    return volumes;
  }

  private static Volume volume(MachineProfile.Volume volume) {
    return new Volume(volume.device(), kind(volume.kind()), false);
  }

  private static VolumeKind kind(MachineProfile.VolumeKind kind) {
    return switch (kind) {
      case FIXED -> VolumeKind.FIXED;
      case REMOVABLE -> VolumeKind.REMOVABLE;
      case NETWORK -> VolumeKind.NETWORK;
    };
  }
}
