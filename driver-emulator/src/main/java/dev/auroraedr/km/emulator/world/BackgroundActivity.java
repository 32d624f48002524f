package dev.auroraedr.km.emulator.world;

import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Takes steps at a walking pace on a daemon thread until it is closed. Thread-safe. */
public final class BackgroundActivity implements AutoCloseable {
  private static final long MEAN_PAUSE_NANOS = 120_000_000;

  private final Runnable step;
  private final Random random;
  private final Thread thread;
  private volatile boolean closed;

  /** Starts at once. */
  public BackgroundActivity(Runnable step, long seed) {
    this.step = step;
    this.random = new Random(seed);
    this.thread = new Thread(this::run, "emulator-activity");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closed) {
      step.run();
      LockSupport.parkNanos((long) (2 * MEAN_PAUSE_NANOS * random.nextDouble()));
    }
  }

  /** Ends it; returns when nothing of it runs any more. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
