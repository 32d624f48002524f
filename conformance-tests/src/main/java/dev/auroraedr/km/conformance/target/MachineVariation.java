package dev.auroraedr.km.conformance.target;

import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.CodeIntegrity;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import java.util.function.UnaryOperator;

/**
 * In what a machine differs from its profile, such as another build or collision model. A machine
 * with a variation needs {@link Capability#VARIATIONS}.
 */
@FunctionalInterface
public interface MachineVariation extends UnaryOperator<MachineProfile> {
  /** As the profile says. */
  MachineVariation NONE = profile -> profile;

  /**
   * As the profile says, with the driver's image signed by Microsoft as it ships: what an image
   * that is not loses (PAR-1, PAR-3) is a matter of those clauses alone.
   */
  MachineVariation SHIPPED =
      profile ->
          profile.withCodeIntegrity(
              new CodeIntegrity(profile.codeIntegrity().model(), Signature.MICROSOFT, true));
}
