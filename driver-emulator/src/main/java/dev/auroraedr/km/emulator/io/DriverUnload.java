package dev.auroraedr.km.emulator.io;

/** A DRIVER_UNLOAD routine. */
@FunctionalInterface
public interface DriverUnload {
  /** Undoes all that DriverEntry did; at PASSIVE_LEVEL, with no file object left. */
  void unload(DriverObject driver);
}
