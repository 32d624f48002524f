package dev.auroraedr.km.emulator.io;

/**
 * A file object's completion port, bound for good.
 *
 * @param queue the port
 * @param key given back with every packet
 */
record CompletionBinding(CompletionQueue queue, long key) {}
