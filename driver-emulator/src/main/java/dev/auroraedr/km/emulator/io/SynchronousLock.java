package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ps.Process;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The lock of a synchronous file object: held from the start of a request until its end, also while
 * it pends (facts 1.7). Waiters go on in the order of their arrival, run by whoever releases.
 *
 * <p>Windows wakes the waiting thread instead, which is not to be told apart but in one case: a
 * driver that completes a request on a thread of its own, and waits for that thread with something
 * held that the next request needs, hangs here and not on Windows.
 */
final class SynchronousLock {
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private boolean held;

  /**
   * Who waits.
   *
   * @param call the parked call
   * @param goOn what it does once it has the lock
   * @param giveUp what is undone if its process dies first; null for a close, which goes on
   */
  record Waiter(ParkedCall call, Runnable goOn, Runnable giveUp) {}

  /** Runs the waiter at once if the lock is free, else when it has its turn. */
  void acquire(Waiter waiter) {
    synchronized (this) {
      if (held) {
        waiters.add(waiter);
        return;
      }
      held = true;
    }
    waiter.goOn().run();
  }

  void release() {
    Waiter next;
    synchronized (this) {
      next = waiters.poll();
      held = next != null;
    }
    if (next != null) {
      next.goOn().run();
    }
  }

  /** Ends the calls of a dying process that wait here. */
  void abandon(Process process) {
    List<Waiter> abandoned = new ArrayList<>();
    synchronized (this) {
      for (Waiter waiter : waiters) {
        if (waiter.giveUp() != null && waiter.call().process() == process) {
          abandoned.add(waiter);
        }
      }
      waiters.removeAll(abandoned);
    }
    for (Waiter waiter : abandoned) {
      waiter.giveUp().run();
      waiter.call().finish(NtStatus.CANCELLED);
    }
  }
}
