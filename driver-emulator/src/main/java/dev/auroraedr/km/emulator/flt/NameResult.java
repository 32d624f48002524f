package dev.auroraedr.km.emulator.flt;

/**
 * Outcome of FltGetFileNameInformation.
 *
 * @param status STATUS_SUCCESS or why the name can't be had
 * @param name to be released; null if it failed
 */
public record NameResult(int status, FileNameInformation name) {}
