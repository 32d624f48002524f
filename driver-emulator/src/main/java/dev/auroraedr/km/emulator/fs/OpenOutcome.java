package dev.auroraedr.km.emulator.fs;

/**
 * Outcome of NtCreateFile.
 *
 * @param status final status
 * @param file the open file; null if it failed
 */
public record OpenOutcome(int status, OpenFile file) {}
