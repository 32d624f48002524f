/**
 * Ke: spin locks, IRQL, events, system time, and the gate and judge of every kernel call.
 *
 * <p>Lock order of the whole Windows layer, outermost first: a file object's lock of synchronous
 * I/O (held across a request), the system's cancel spin lock, a driver's own spin locks, a file
 * object's request list, name space, handle table, completion-port waiters, pool lists. No lock of
 * this layer but the first two is held while a driver runs; a driver that completes an IRP holds no
 * spin lock (checked).
 */
package dev.auroraedr.km.emulator.ke;
