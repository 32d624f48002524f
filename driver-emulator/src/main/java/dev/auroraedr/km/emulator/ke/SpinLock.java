package dev.auroraedr.km.emulator.ke;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A KSPIN_LOCK. Acquiring it a second time on the same thread, which hangs a processor on Windows,
 * is a bug check here; so is releasing it by another thread.
 */
public final class SpinLock {
  private static final int SPINS = 200;
  private static final long CRASH_CHECK_SECONDS = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Ke ke;
  private ExecutionContext holder;

  /** Makes a free lock; {@code ke} counts acquisitions. */
  SpinLock(Ke ke) {
    this.ke = ke;
  }

  /** KeAcquireSpinLockRaiseToDpc. */
  public void acquire() {
    ke.calls().enter("KeAcquireSpinLockRaiseToDpc");
    acquireForSystem();
    ke.countLock();
  }

  /** The system takes a lock of its own: no driver's call, not counted. */
  public void acquireForSystem() {
    if (lock.isHeldByCurrentThread()) {
      throw ke.verifier().violation("spin lock acquired recursively");
    }
    lockSpinning();
    holder = ExecutionContext.current();
    holder.spinLockTaken();
  }

  private void lockSpinning() {
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    while (!lock.isHeldByCurrentThread()) {
      try {
        if (!lock.tryLock(CRASH_CHECK_SECONDS, TimeUnit.SECONDS)) {
          // Who holds it may have stopped with the machine and will never release it.
          ke.verifier().requireRunning();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** KeReleaseSpinLock. */
  public void release() {
    releaseForSystem();
    ke.calls().enter("KeReleaseSpinLock");
  }

  /** Ends {@link #acquireForSystem}. */
  public void releaseForSystem() {
    if (!lock.isHeldByCurrentThread()) {
      throw ke.verifier()
          .bugCheck(
              0x10, "SPIN_LOCK_NOT_OWNED", "spin lock released by a thread that does not hold it");
    }
    holder.spinLockReleased();
    lock.unlock();
  }

  /** Whether other threads wait for it; for tests that force a race. */
  public boolean contended() {
    return lock.hasQueuedThreads();
  }
}
