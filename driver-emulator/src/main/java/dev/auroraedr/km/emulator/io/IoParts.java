package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.ProcessManager;

/**
 * What the I/O manager is made of.
 *
 * @param ke the kernel
 * @param ps processes
 * @param ob handles
 * @param namespace devices and links
 * @param files life of file objects
 * @param buffers request buffers
 * @param end ends of requests
 * @param engine IRPs
 */
record IoParts(
    Ke ke,
    ProcessManager ps,
    ObjectManager ob,
    DeviceNamespace namespace,
    FileLifecycle files,
    RequestBuffers buffers,
    RequestEnd end,
    IrpEngine engine) {}
