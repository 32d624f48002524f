package dev.auroraedr.km.emulator;

import dev.auroraedr.km.emulator.io.DriverObject;

/** A driver that a machine can load. */
public interface DriverImage {
  /** Name below the Services key, such as {@code edr-windows-km}. */
  String serviceName();

  /**
   * DriverEntry.
   *
   * @param kernel the system that the driver runs on
   * @param driverObject its dispatch table and unload routine are set here
   * @return STATUS_SUCCESS, or why the load failed; then the driver has undone everything itself
   */
  int driverEntry(Kernel kernel, DriverObject driverObject);
}
