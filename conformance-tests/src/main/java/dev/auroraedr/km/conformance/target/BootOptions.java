package dev.auroraedr.km.conformance.target;

/**
 * How to boot a machine.
 *
 * @param profile machine profile, such as {@code win11-24h2}
 * @param seed of everything random in the machine
 * @param deterministic true: one thread, virtual time, the seed decides every byte; false: real
 *     threads and the system's clock
 * @param variation in what the machine differs from its profile
 */
public record BootOptions(
    String profile, long seed, boolean deterministic, MachineVariation variation) {

  /** A machine as its profile describes it. */
  public static BootOptions of(String profile, long seed, boolean deterministic) {
    return new BootOptions(profile, seed, deterministic, MachineVariation.NONE);
  }
}
