package dev.auroraedr.km.conformance.diff;

/**
 * An operation with its number, which stays when others are taken away.
 *
 * @param step from 1 on
 * @param operation what is done
 */
public record Step(int step, Operation operation) {}
