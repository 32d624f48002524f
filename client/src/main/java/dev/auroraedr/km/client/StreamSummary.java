package dev.auroraedr.km.client;

/**
 * The driver's final account of a stopped stream (STR-10). Both counts are unsigned.
 *
 * @param delivered events in all batches that the driver built
 * @param dropped all other events that the stream's mask had
 */
public record StreamSummary(long delivered, long dropped) {}
