package dev.auroraedr.km.emulator;

import dev.auroraedr.km.emulator.ex.NonPagedPool;
import dev.auroraedr.km.emulator.fs.KernelFiles;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.OsVersion;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import dev.auroraedr.km.emulator.world.CallbackSources;

/**
 * What a driver can call: the exports of the emulated system, by prefix. Immutable; the parts are
 * thread-safe.
 *
 * @param calls the gate that every call passes
 * @param ke spin locks, IRQL, time, and the judge of violations
 * @param pool ExAllocatePool2 and ExFreePoolWithTag
 * @param io the I/O manager
 * @param random BCryptGenRandom
 * @param version RtlGetVersion and MmGetSystemRoutineAddress
 * @param ps processes and threads
 * @param ob ObOpenObjectByPointer and ZwClose
 * @param callbacks where drivers register for what happens on the system
 * @param files ZwCreateFile
 */
public record Kernel(
    KernelCalls calls,
    Ke ke,
    NonPagedPool pool,
    IoManager io,
    RandomSource random,
    OsVersion version,
    ProcessManager ps,
    ProcessHandles ob,
    CallbackSources callbacks,
    KernelFiles files) {}
