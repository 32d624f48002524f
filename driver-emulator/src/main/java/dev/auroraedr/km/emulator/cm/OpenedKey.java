package dev.auroraedr.km.emulator.cm;

/**
 * Outcome of opening or creating a key.
 *
 * @param status STATUS_SUCCESS or why it failed; what a callback refused with, verbatim
 * @param key the open key, or null
 * @param created REG_CREATED_NEW_KEY rather than REG_OPENED_EXISTING_KEY
 */
public record OpenedKey(int status, KeyObject key, boolean created) {}
