package dev.auroraedr.km.emulator.io;

/** A DRIVER_DISPATCH routine. */
@FunctionalInterface
public interface DispatchRoutine {
  /**
   * Handles an IRP: completes it and returns its status, or marks it pending and returns
   * STATUS_PENDING.
   */
  int dispatch(DeviceObject device, Irp irp);
}
