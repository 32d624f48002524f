package dev.auroraedr.km.conformance.engine;

/**
 * A failure that is known and accepted for a target: its tests run and must fail.
 *
 * @param clause clause id
 * @param reason why it is accepted
 */
public record Deviation(String clause, String reason) {}
