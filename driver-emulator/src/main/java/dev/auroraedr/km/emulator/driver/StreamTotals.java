package dev.auroraedr.km.emulator.driver;

/**
 * What STOP tells (STR-10).
 *
 * @param delivered events in all batches built
 * @param dropped all others
 */
public record StreamTotals(long delivered, long dropped) {}
