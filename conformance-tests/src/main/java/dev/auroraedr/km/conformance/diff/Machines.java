package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import dev.auroraedr.km.fixtures.MachineProfiles;

/** Random machines: mostly as a profile says, each point now and then different. */
final class Machines {
  private Machines() {}

  static MachinePlan random(Seeded random) {
    String profile =
        random.oneIn(2) ? MachineProfiles.DEFAULT : random.pick(MachineProfiles.names());
    long seed = random.below(1_000_000);
    if (random.oneIn(2)) {
      return MachinePlan.of(profile, seed);
    }
    return new MachinePlan(
        profile,
        seed,
        sometimes(random, random.oneIn(2)),
        sometimes(random, random.pick(IntegrityModel.values())),
        rarely(random, random.pick(Signature.values())),
        rarely(random, random.oneIn(2)),
        null,
        rarely(random, "CmRegisterCallbackEx"),
        sometimes(random, random.pick(AltitudeCollision.values())),
        sometimes(random, random.pick(Duplicate.values())),
        rarely(random, random.pick(1, 2, 3, 8)),
        sometimes(random, random.oneIn(2)),
        sometimes(random, random.pick("Instances", "Parameters\\Instances")),
        rarely(random, random.between(1, 3)));
  }

  private static <T> T sometimes(Seeded random, T value) {
    return random.oneIn(3) ? value : null;
  }

  private static <T> T rarely(Seeded random, T value) {
    return random.oneIn(10) ? value : null;
  }
}
