package dev.auroraedr.km.emulator.cm;

/**
 * Outcome of ZwOpenKey and ZwCreateKey.
 *
 * @param status STATUS_SUCCESS or why it failed
 * @param handle kernel handle, to be closed by {@link ZwRegistry#close}; 0 if it failed
 * @param created whether ZwCreateKey made the key
 */
public record KeyHandle(int status, long handle, boolean created) {}
