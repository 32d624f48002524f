package dev.auroraedr.km.emulator.flt;

/**
 * Outcome of FltEnumerateInstances.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param count instances; 0 if it failed
 */
public record InstanceCount(int status, int count) {}
