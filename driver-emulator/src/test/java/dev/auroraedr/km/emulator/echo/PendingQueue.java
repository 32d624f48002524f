package dev.auroraedr.km.emulator.echo;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.DeviceObject;
import dev.auroraedr.km.emulator.io.FileObject;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.ke.SpinLock;

/** A hand-written cancel-safe queue of IRPs, as facts 2.2 describe it. */
final class PendingQueue {
  private final IoManager io;
  private final SpinLock lock;
  private Irp oldest;
  private Irp newest;

  PendingQueue(IoManager io, SpinLock lock) {
    this.io = io;
    this.lock = lock;
  }

  /** Queues an IRP; STATUS_PENDING in any case. */
  int enqueue(Irp irp) {
    lock.acquire();
    irp.markPending();
    irp.setCancelRoutine(this::cancel);
    if (irp.cancelled() && irp.setCancelRoutine(null) != null) {
      lock.release();
      complete(irp, NtStatus.CANCELLED, 0);
      return NtStatus.PENDING;
    }
    append(irp);
    lock.release();
    return NtStatus.PENDING;
  }

  /** Takes the oldest IRP, of one file object or of any; null if there is none to be had. */
  Irp dequeue(FileObject file) {
    lock.acquire();
    Irp irp = oldest;
    while (irp != null) {
      Irp next = irp.next();
      if (file == null || irp.fileObject() == file) {
        unlink(irp);
        if (irp.setCancelRoutine(null) != null) {
          break;
        }
      }
      irp = next;
    }
    lock.release();
    return irp;
  }

  private void cancel(DeviceObject device, Irp irp) {
    io.releaseCancelSpinLock();
    lock.acquire();
    unlink(irp);
    lock.release();
    complete(irp, NtStatus.CANCELLED, 0);
  }

  void complete(Irp irp, int status, long information) {
    irp.setIoStatus(status, information);
    io.completeRequest(irp);
  }

  private void append(Irp irp) {
    irp.setPrevious(newest);
    irp.setNext(null);
    irp.driverContext()[0] = this;
    if (newest == null) {
      oldest = irp;
    } else {
      newest.setNext(irp);
    }
    newest = irp;
  }

  /** Harmless for an IRP that a dequeuer has taken out already. */
  private void unlink(Irp irp) {
    if (irp.driverContext()[0] != this) {
      return;
    }
    irp.driverContext()[0] = null;
    Irp before = irp.previous();
    Irp after = irp.next();
    if (before == null) {
      oldest = after;
    } else {
      before.setNext(after);
    }
    if (after == null) {
      newest = before;
    } else {
      after.setPrevious(before);
    }
  }
}
