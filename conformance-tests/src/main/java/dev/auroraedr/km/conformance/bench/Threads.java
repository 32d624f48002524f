package dev.auroraedr.km.conformance.bench;

/** Ends helper threads. */
final class Threads {
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  private Threads() {}

  /** Waits until the thread has ended. */
  static void join(Thread thread) {
    try {
      thread.join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new IllegalStateException("thread " + thread.getName() + " does not end");
    }
  }
}
