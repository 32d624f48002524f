package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ke.SpinLock;

/**
 * What a stream's lock guards, and the lock.
 *
 * @param lock the stream's own
 * @param queue events that wait
 * @param receives receives that wait
 * @param account numbers and counts
 */
public record StreamState(
    SpinLock lock, EventQueue queue, ReceiveQueue receives, StreamAccount account) {}
