package dev.auroraedr.km.emulator.flt;

/**
 * Outcome of FltRegisterFilter.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param filter the filter; null if it failed
 */
public record RegisterFilterResult(int status, Filter filter) {}
