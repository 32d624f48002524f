package dev.auroraedr.km.conformance.target;

import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.function.UnaryOperator;

/**
 * In what a machine differs from its profile, such as another build or collision model. A machine
 * with a variation needs {@link Capability#VARIATIONS}.
 */
@FunctionalInterface
public interface MachineVariation extends UnaryOperator<MachineProfile> {
  /** As the profile says. */
  MachineVariation NONE = profile -> profile;
}
