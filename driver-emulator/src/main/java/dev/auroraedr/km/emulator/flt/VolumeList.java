package dev.auroraedr.km.emulator.flt;

import java.util.List;

/**
 * Outcome of FltEnumerateVolumes.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param volumes each with a rundown reference, to be given back; empty if it failed
 */
public record VolumeList(int status, List<Volume> volumes) {}
