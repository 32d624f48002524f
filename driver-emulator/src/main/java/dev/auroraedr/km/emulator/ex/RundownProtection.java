package dev.auroraedr.km.emulator.ex;

import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An EX_RUNDOWN_REF: users come and go until somebody waits for the last to leave. Thread-safe;
 * acquiring and releasing takes no lock. It knows nothing of a bug check: who waits for a user that
 * stopped with the machine waits for ever.
 */
public final class RundownProtection {
  private static final long RUN_DOWN = Long.MIN_VALUE;

  private final AtomicLong state = new AtomicLong();

  /**
   * ExAcquireRundownProtection.
   *
   * @return false once rundown has begun
   */
  public boolean acquire() {
    long seen = state.get();
    while (seen >= 0) {
      if (state.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = state.get();
    }
    return false;
  }

  /** ExReleaseRundownProtection. */
  public void release() {
    long left = state.decrementAndGet();
    if (left == -1 || left == RUN_DOWN - 1) {
      throw new BugCheckException(0x18, "REFERENCE_BY_POINTER", "rundown protection not acquired");
    }
    if (left == RUN_DOWN) {
      wakeWaiters();
    }
  }

  private synchronized void wakeWaiters() {
    notifyAll();
  }

  /**
   * ExWaitForRundownProtectionRelease: refuses new users and waits until the last has left. Where a
   * test interleaves calls of a driver on one Java thread, the user may be the interrupted caller
   * below, who can't leave before this returns: then nothing is waited for.
   */
  public synchronized void waitForRelease() {
    state.accumulateAndGet(RUN_DOWN, (current, bit) -> current | bit);
    boolean interrupted = false;
    boolean interleaved = ExecutionContext.current().driverDepth() > 1;
    while (state.get() != RUN_DOWN && !interleaved) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
