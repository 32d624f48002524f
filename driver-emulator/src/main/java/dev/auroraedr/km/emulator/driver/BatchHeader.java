package dev.auroraedr.km.emulator.driver;

/**
 * What the header of a batch says.
 *
 * @param token the stream
 * @param totalBytes header included
 * @param eventCount at least 1
 * @param dropped unsigned; events dropped since the batch before
 */
public record BatchHeader(Token token, int totalBytes, int eventCount, int dropped) {}
