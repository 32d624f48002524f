package dev.auroraedr.km.emulator.flt;

/**
 * Outcome of FltGetVolumeInstanceFromName.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param instance with a rundown reference, to be given back; null if it failed
 */
public record InstanceResult(int status, FilterInstance instance) {}
