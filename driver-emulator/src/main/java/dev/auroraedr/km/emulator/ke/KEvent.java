package dev.auroraedr.km.emulator.ke;

/** A KEVENT of type NotificationEvent: stays signalled until it is cleared. Thread-safe. */
public final class KEvent {
  private volatile boolean signalled;
  private volatile int waiters;

  /** KeSetEvent. */
  public void set() {
    signalled = true;
    if (waiters > 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** KeClearEvent. */
  public void clear() {
    signalled = false;
  }

  /** KeReadStateEvent. */
  public boolean signalled() {
    return signalled;
  }

  /**
   * KeWaitForSingleObject.
   *
   * @param nanos longest wait; {@link Long#MAX_VALUE} waits without limit
   * @return whether it is signalled
   */
  public boolean await(long nanos) {
    if (signalled || nanos <= 0) {
      return signalled;
    }
    long start = System.nanoTime();
    boolean interrupted = false;
    synchronized (this) {
      waiters++;
      try {
        long left = nanos;
        while (!signalled && left > 0) {
          interrupted |= waitSlice(left);
          left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
        }
      } finally {
        waiters--;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return signalled;
  }

  private boolean waitSlice(long nanos) {
    try {
      wait(Math.min(1_000, nanos / 1_000_000 + 1));
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
