package dev.auroraedr.km.emulator.driver;

/**
 * Outcome of looking a token up.
 *
 * @param status STATUS_SUCCESS, STATUS_NOT_FOUND (STR-5) or STATUS_FILE_CLOSED (STR-15)
 * @param stream the stream; null unless found
 */
public record StreamLookUp(int status, EventStream stream) {}
