package dev.auroraedr.km.emulator.ke;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A KSPIN_LOCK. Acquiring it a second time on the same thread, which hangs a processor on Windows,
 * is a bug check here; so is releasing it by another thread.
 */
public final class SpinLock {
  private static final int SPINS = 200;

  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicLong taken;

  /** Makes a free lock; {@code taken} counts acquisitions. */
  SpinLock(AtomicLong taken) {
    this.taken = taken;
  }

  /** KeAcquireSpinLockRaiseToDpc. */
  public void acquire() {
    if (lock.isHeldByCurrentThread()) {
      throw new BugCheckException(
          0xC4, "DRIVER_VERIFIER_DETECTED_VIOLATION", "spin lock acquired recursively");
    }
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        taken.lazySet(taken.get() + 1);
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
    taken.lazySet(taken.get() + 1);
  }

  /** KeReleaseSpinLock. */
  public void release() {
    if (!lock.isHeldByCurrentThread()) {
      throw new BugCheckException(
          0x10, "SPIN_LOCK_NOT_OWNED", "spin lock released by a thread that does not hold it");
    }
    lock.unlock();
  }

  /** Whether other threads wait for it; for tests that force a race. */
  public boolean contended() {
    return lock.hasQueuedThreads();
  }
}
