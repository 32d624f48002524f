package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.emulator.io.CancelRoutine;
import dev.auroraedr.km.emulator.io.Irp;

/**
 * Pending receives of one stream, oldest first: a cancel-safe queue made by hand, linked through
 * the IRPs themselves. Who gets a cancel routine back from IoSetCancelRoutine(NULL) owns the IRP
 * and completes it; who gets none leaves it to the cancel routine, which waits for the stream's
 * lock. Guarded by that lock.
 *
 * <p>Source: "Points to Consider When Canceling IRPs" in the Windows driver documentation.
 */
public class ReceiveQueue {
  private Irp head;
  private Irp tail;
  private int count;

  /** STR-6: whether no more receives may pend. */
  public boolean isFull() {
    return count >= Limits.MAX_PENDING_RECEIVES;
  }

  /** Receives that pend. */
  public final int count() {
    return count;
  }

  /**
   * Puts a receive, already marked pending, at the tail.
   *
   * @return false if it was cancelled before and the caller now owns it
   */
  public boolean enqueue(Irp irp, CancelRoutine routine) {
    irp.setCancelRoutine(routine);
    if (irp.cancelled() && claim(irp)) {
      return false;
    }
    // A cancelled IRP whose routine is gone is linked too: that routine waits to unlink it.
    link(irp);
    return true;
  }

  /**
   * Takes the oldest receive that can no longer be cancelled; those whose cancellation has won are
   * passed over (STR-9).
   *
   * @return a receive that the caller owns, or null
   */
  public Irp claimOldest() {
    while (head != null) {
      Irp oldest = head;
      unlink(oldest);
      if (claim(oldest)) {
        return oldest;
      }
    }
    return null;
  }

  /** Whether the caller now owns the IRP: its cancel routine was still set. */
  protected boolean claim(Irp irp) {
    return irp.setCancelRoutine(null) != null;
  }

  /** For the cancel routine: unlinks a receive if nobody passed over it before. */
  public void remove(Irp irp) {
    if (irp == head || irp.previous() != null) {
      unlink(irp);
    }
  }

  /** Links a receive behind the newest one. */
  protected void link(Irp irp) {
    irp.setPrevious(tail);
    irp.setNext(null);
    if (tail == null) {
      head = irp;
    } else {
      tail.setNext(irp);
    }
    tail = irp;
    count++;
  }

  private void unlink(Irp irp) {
    Irp before = irp.previous();
    Irp after = irp.next();
    if (before == null) {
      head = after;
    } else {
      before.setNext(after);
    }
    if (after == null) {
      tail = before;
    } else {
      after.setPrevious(before);
    }
    irp.setPrevious(null);
    irp.setNext(null);
    count--;
  }
}
