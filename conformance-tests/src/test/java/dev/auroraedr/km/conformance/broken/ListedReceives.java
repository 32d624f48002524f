package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.emulator.driver.ReceiveQueue;
import dev.auroraedr.km.emulator.io.CancelRoutine;
import dev.auroraedr.km.emulator.io.Irp;
import java.util.ArrayDeque;
import java.util.Deque;

/** A queue of receives that is right, but kept in a list of its own instead of through the IRPs. */
class ListedReceives extends ReceiveQueue {
  /** Oldest first. */
  protected final Deque<Irp> waiting = new ArrayDeque<>();

  @Override
  public boolean isFull() {
    return waiting.size() >= Limits.MAX_PENDING_RECEIVES;
  }

  @Override
  public boolean enqueue(Irp irp, CancelRoutine routine) {
    irp.setCancelRoutine(routine);
    if (irp.cancelled() && claim(irp)) {
      return false;
    }
    link(irp);
    return true;
  }

  @Override
  public Irp claimOldest() {
    for (Irp irp = waiting.pollFirst(); irp != null; irp = waiting.pollFirst()) {
      if (claim(irp)) {
        return irp;
      }
    }
    return null;
  }

  @Override
  public void remove(Irp irp) {
    waiting.remove(irp);
  }

  @Override
  protected void link(Irp irp) {
    waiting.addLast(irp);
  }
}
