package dev.auroraedr.km.conformance.target.emulator;

import java.util.concurrent.TimeUnit;

/** Another processor, for one action in the middle of a kernel call. */
final class Beside extends Thread {
  private static final long LIMIT = TimeUnit.SECONDS.toMillis(20);

  /** Inherited: a thread that the driver starts for an action belongs to the action. */
  private static final InheritableThreadLocal<Boolean> ACTING = new InheritableThreadLocal<>();

  private final Runnable action;
  private volatile Throwable failure;

  Beside(Runnable action) {
    super("beside " + Thread.currentThread().getName());
    this.action = action;
    setDaemon(true);
  }

  /** Whether the calling thread runs an action, or was started by one. */
  static boolean isActing() {
    return ACTING.get() != null;
  }

  @Override
  public void run() {
    ACTING.set(true);
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Returns once the action has ended or waits for what the interrupted code holds. */
  void awaitEndOrBlock() {
    while (getState() != State.TERMINATED) {
      if (waitsForTheDriver()) {
        return;
      }
      Thread.onSpinWait();
    }
    rethrow();
  }

  private boolean waitsForTheDriver() {
    State state = getState();
    if (state != State.WAITING && state != State.TIMED_WAITING) {
      return false;
    }
    for (StackTraceElement frame : getStackTrace()) {
      String type = frame.getClassName();
      if (type.endsWith(".SpinLock")
          || type.endsWith(".RundownProtection")
          || type.endsWith(".KMutex")) {
        return true;
      }
    }
    return false;
  }

  /** Waits for the end; what the action threw is thrown here. */
  void awaitEnd() {
    try {
      join(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an interleaved action ran", e);
    }
    if (isAlive()) {
      throw new IllegalStateException("an action in the middle of a kernel call never ended");
    }
    rethrow();
  }

  private void rethrow() {
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
  }
}
