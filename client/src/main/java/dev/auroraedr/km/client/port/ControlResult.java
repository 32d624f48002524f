package dev.auroraedr.km.client.port;

import java.util.OptionalInt;

/**
 * How a synchronous request ended.
 *
 * @param win32Error 0 for success, else what GetLastError gave
 * @param ntStatus the NTSTATUS where the port knows it (Win32 does not tell it after a synchronous
 *     error)
 * @param bytesReturned length of the answer in bytes; 0 after an error
 */
public record ControlResult(int win32Error, OptionalInt ntStatus, int bytesReturned) {}
