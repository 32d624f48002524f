package dev.auroraedr.km.emulator.io;

/**
 * What IoCreateDevice gives.
 *
 * @param status NTSTATUS
 * @param device the device, or null if it failed
 */
public record CreateDeviceResult(int status, DeviceObject device) {}
