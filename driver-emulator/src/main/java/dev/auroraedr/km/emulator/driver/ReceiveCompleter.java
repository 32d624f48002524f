package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;

/** Completes receives that pended; never called with a lock held (DRV-1). Thread-safe. */
public class ReceiveCompleter {
  private final IoManager io;

  /** Completes through the I/O manager. */
  public ReceiveCompleter(IoManager io) {
    this.io = io;
  }

  /** Completes a receive whose IoStatus is set. The IRP is gone afterwards. */
  public void complete(Irp irp) {
    io.completeRequest(irp);
  }

  /** Ends a receive with STATUS_CANCELLED and Information 0. */
  public void cancel(Irp irp) {
    irp.setIoStatus(NtStatus.CANCELLED, 0);
    complete(irp);
  }

  /** IoReleaseCancelSpinLock, the first thing that a cancel routine does. */
  void releaseCancelSpinLock() {
    io.releaseCancelSpinLock();
  }
}
