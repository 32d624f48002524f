package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;

/** Turns what the suite asks for into the emulator's options. */
final class MachineSetup {
  private MachineSetup() {}

  static MachineOptions of(BootOptions options) {
    MachineOptions base =
        options.deterministic()
            ? MachineOptions.deterministic(options.seed())
            : MachineOptions.concurrent();
    MachineProfile profile = MachineProfiles.load(options.profile());
    return base.withProfile(options.variation().apply(profile));
  }
}
