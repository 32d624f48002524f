package dev.auroraedr.km.emulator.driver;

/**
 * What all streams share.
 *
 * @param batches writes batches
 * @param completer completes receives
 */
public record StreamTools(BatchWriter batches, ReceiveCompleter completer) {}
