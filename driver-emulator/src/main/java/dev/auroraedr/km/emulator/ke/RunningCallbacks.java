package dev.auroraedr.km.emulator.ke;

import java.util.ArrayDeque;

/**
 * Callbacks of one kind that are under way on the calling Java thread, so that a driver that waits
 * for itself is told so instead of hanging. Thread-safe; allocates nothing after the first call.
 */
public final class RunningCallbacks {
  private final ThreadLocal<ArrayDeque<Object>> running = ThreadLocal.withInitial(ArrayDeque::new);

  /** Nothing runs. */
  public RunningCallbacks() {}

  /** A callback begins. */
  public void begin(Object callback) {
    running.get().push(callback);
  }

  /** The callback that began last ends. */
  public void end() {
    running.get().pop();
  }

  /** Whether the callback runs on this thread, be it below others. */
  public boolean isUnderWay(Object callback) {
    for (Object each : running.get()) {
      if (each == callback) {
        return true;
      }
    }
    return false;
  }
}
