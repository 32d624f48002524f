package dev.auroraedr.km.emulator.driver;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the file objects of the device, from CREATE to CLOSE, and keeps new ones out until load
 * has ended and once the driver unloads (UNL-1). Thread-safe; takes no lock.
 */
public class OpenFiles {
  private static final int REFUSING = Integer.MIN_VALUE;

  /** DriverEntry has not succeeded yet: nothing may unload what it is still making. */
  private static final int LOADING = 1 << 30;

  private final AtomicInteger state = new AtomicInteger(REFUSING | LOADING);

  /** Load has begun: no file can be opened, and nothing unloaded but by load itself. */
  public OpenFiles() {}

  /** Load is done: files may be opened. */
  public void admit() {
    state.set(0);
  }

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

  /**
   * Takes no more if there are none; false, and nothing changes, if there is one or load goes on.
   */
  public boolean refuseIfNone() {
    return state.compareAndSet(0, REFUSING) || state.get() == REFUSING;
  }
}
