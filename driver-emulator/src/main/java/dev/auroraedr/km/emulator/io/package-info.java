/**
 * Io: devices, file objects, requests and their completion, cancellation, completion ports, loading
 * of drivers.
 *
 * <p>Three faces: {@link dev.auroraedr.km.emulator.io.IoManager} for drivers, {@link
 * dev.auroraedr.km.emulator.io.NtIo} for processes, {@link dev.auroraedr.km.emulator.io.KernelIo}
 * for other kernel components.
 *
 * <p>Lock order, outermost first: a synchronous file object's lock (a queue, nobody blocks in it),
 * cancel spin lock, the driver's locks, a file object's request list, name space, completion-port
 * consumer, waiter stack. A driver is called with none of them held but the first two.
 */
package dev.auroraedr.km.emulator.io;
