package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handle that is closed by the last thread that leaves a call with it. Closing it earlier would
 * let such a call hit whatever the system gives the same handle value to.
 */
final class NativeHandle {
  private static final int CLOSING = Integer.MIN_VALUE;
  private static final int COUNT = Integer.MAX_VALUE;

  private final Kernel32Calls calls;
  private final Pointer value;

  /** Callers and the owner, in one word with the mark of a begun close: no call slips in after. */
  private final AtomicInteger state = new AtomicInteger(1);

  NativeHandle(Kernel32Calls calls, Pointer value) {
    this.calls = calls;
    this.value = value;
  }

  /** Valid between a successful {@link #enter} and {@link #leave}. */
  Pointer value() {
    return value;
  }

  /** Announces a call; false once the handle is closed. */
  boolean enter() {
    for (int now = state.get(); now > 0; now = state.get()) {
      if (state.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Ends a call. */
  void leave() {
    if ((state.decrementAndGet() & COUNT) == 0) {
      calls.closeHandle(value);
    }
  }

  /** Lets no new call in; true for the first who closes, who then must {@link #leave}. */
  boolean beginClose() {
    return state.getAndUpdate(now -> now | CLOSING) > 0;
  }

  /** Whether no new call is let in. */
  boolean isClosed() {
    return state.get() < 0;
  }

  /** Threads that are inside a call, one less once the owner has closed. */
  int callers() {
    return (state.get() & COUNT) - 1;
  }
}
