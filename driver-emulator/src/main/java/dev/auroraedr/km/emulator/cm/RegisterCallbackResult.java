package dev.auroraedr.km.emulator.cm;

/**
 * Outcome of CmRegisterCallback and CmRegisterCallbackEx.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param cookie names the registration; 0 if it failed
 */
public record RegisterCallbackResult(int status, long cookie) {}
