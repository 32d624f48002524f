package dev.auroraedr.km.conformance.target.hosted;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another processor, for what is due in the middle of one kernel call. */
final class Beside extends Thread {
  private static final long LIMIT = TimeUnit.SECONDS.toMillis(20);

  private final HostedKernel kernel;
  private final long point;
  private final List<Runnable> actions;
  private volatile Throwable failure;

  Beside(HostedKernel kernel, long point, List<Runnable> actions) {
    super("beside point " + point);
    this.kernel = kernel;
    this.point = point;
    this.actions = actions;
    setDaemon(true);
  }

  /** Whether the calling thread runs such actions. */
  static boolean isActing() {
    return Thread.currentThread() instanceof Beside;
  }

  @Override
  public void run() {
    try {
      tell(Operations.ACT_AT, point);
      actions.forEach(Runnable::run);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      goOn();
    }
  }

  private void goOn() {
    try {
      tell(Operations.ACT_AT, 0);
      tell(Operations.GO_ON, point);
    } catch (RuntimeException e) {
      failure = failure == null ? e : failure;
    }
  }

  private void tell(int operation, long number) {
    kernel.call(operation, new Message().u64(number));
  }

  /** Waits for the end; what the actions threw is thrown here. */
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
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
