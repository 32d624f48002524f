package dev.auroraedr.km.emulator.driver;

/**
 * What a stream was opened with.
 *
 * @param token its name
 * @param eventMask the types that it takes, never 0
 * @param queueBytes granted, a multiple of 4,096
 */
public record StreamGrant(Token token, int eventMask, int queueBytes) {}
