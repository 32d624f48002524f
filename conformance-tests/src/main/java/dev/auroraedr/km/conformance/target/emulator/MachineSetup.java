package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.rtl.OsVersion;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.List;

/** Turns a profile into the emulator's options. */
final class MachineSetup {
  private MachineSetup() {}

  static MachineOptions of(BootOptions options, MachineProfile profile) {
    MachineOptions base =
        options.deterministic()
            ? MachineOptions.deterministic(options.seed())
            : MachineOptions.concurrent();
    MachineProfile.OsVersion version = profile.version();
    return base.withVersion(new OsVersion(version.major(), version.minor(), version.build()))
        .withVolumes(volumes(profile));
  }

  private static List<String> volumes(MachineProfile profile) {
    List<String> devices = new ArrayList<>();
    devices.add(profile.systemVolume().device());
    profile.volumes().stream()
        .filter(volume -> !volume.system())
        .forEach(volume -> devices.add(volume.device()));
    return devices;
  }
}
