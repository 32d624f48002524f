package dev.auroraedr.km.client.win32;

/**
 * What every part of the port needs.
 *
 * @param calls the system's calls
 * @param layout sizes of this process
 * @param inFlight requests that belong to the system
 */
record Win32System(Kernel32Calls calls, NativeLayout layout, InFlight inFlight) {}
