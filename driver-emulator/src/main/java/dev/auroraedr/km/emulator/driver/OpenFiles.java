package dev.auroraedr.km.emulator.driver;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the file objects of the device, from CREATE to CLOSE, and keeps new ones out once the
 * driver unloads (UNL-1). Thread-safe; takes no lock.
 */
public class OpenFiles {
  private static final int REFUSING = Integer.MIN_VALUE;

  private final AtomicInteger state = new AtomicInteger();

  /** No file object exists. */
  public OpenFiles() {}

  /** CREATE begins; false if none are taken any more. */
  public boolean opened() {
    int seen = state.get();
    while (seen >= 0) {
      if (state.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = state.get();
    }
    return false;
  }

  /** CREATE has failed, or CLOSE has come. */
  public void closed() {
    state.decrementAndGet();
  }

  /** Takes no more file objects, whatever exists. */
  public void refuse() {
    state.getAndUpdate(seen -> seen | REFUSING);
  }

  /** Takes no more, if there are none; false, and nothing changes, if there is one. */
  public boolean refuseIfNone() {
    return state.compareAndSet(0, REFUSING) || state.get() == REFUSING;
  }
}
