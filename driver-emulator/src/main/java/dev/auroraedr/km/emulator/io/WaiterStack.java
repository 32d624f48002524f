package dev.auroraedr.km.emulator.io;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that wait for packets, woken last in first out. A poster pays one volatile read while
 * nobody waits.
 */
final class WaiterStack {
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private final ThreadLocal<Waiter> ofCaller = ThreadLocal.withInitial(Waiter::new);
  private volatile int count;

  /** One thread that waits, again and again. */
  static final class Waiter {
    private final Thread thread = Thread.currentThread();
    private volatile boolean woken;

    /**
     * Waits to be woken.
     *
     * @param limited whether there is a deadline
     * @param deadline nano time
     * @return false if the deadline passed first
     */
    boolean park(boolean limited, long deadline) {
      boolean interrupted = false;
      while (!woken) {
        if (!limited) {
          LockSupport.park(this);
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            break;
          }
          LockSupport.parkNanos(this, left);
        }
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        thread.interrupt();
      }
      return woken;
    }
  }

  /** The calling thread's own. */
  Waiter waiterOfCaller() {
    return ofCaller.get();
  }

  synchronized void push(Waiter waiter) {
    waiter.woken = false;
    waiting.push(waiter);
    count = waiting.size();
  }

  synchronized void cancel(Waiter waiter) {
    waiting.remove(waiter);
    count = waiting.size();
  }

  void wakeOne() {
    if (count > 0) {
      wake(false);
    }
  }

  void wakeAll() {
    wake(true);
  }

  private synchronized void wake(boolean all) {
    do {
      Waiter waiter = waiting.poll();
      count = waiting.size();
      if (waiter == null) {
        return;
      }
      waiter.woken = true;
      LockSupport.unpark(waiter.thread);
    } while (all);
  }
}
