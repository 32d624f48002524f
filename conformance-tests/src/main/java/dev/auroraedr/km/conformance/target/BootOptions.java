package dev.auroraedr.km.conformance.target;

/**
 * How to boot a machine.
 *
 * @param profile machine profile, such as {@code win11-24h2}
 * @param seed of everything random in the machine
 * @param deterministic true: one thread, virtual time, the seed decides every byte; false: real
 *     threads and the system's clock
 */
public record BootOptions(String profile, long seed, boolean deterministic) {}
