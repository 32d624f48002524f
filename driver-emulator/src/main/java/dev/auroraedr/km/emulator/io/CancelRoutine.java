package dev.auroraedr.km.emulator.io;

/** A DRIVER_CANCEL routine. */
@FunctionalInterface
public interface CancelRoutine {
  /**
   * Called once with the system's cancel spin lock held, which it must release first
   * (IoReleaseCancelSpinLock).
   */
  void cancel(DeviceObject device, Irp irp);
}
