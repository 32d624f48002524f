package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Which handles have still to be told of which callbacks found missing (HLT-3): one bit for each
 * {@link WatchedCallback} in each open session. Thread-safe.
 */
public class Latches {
  private final SpinLock lock;
  private final List<Session> open = new ArrayList<>();

  /** No handle is open. */
  public Latches(SpinLock lock) {
    this.lock = lock;
  }

  /** A handle was opened: it has no latch, whatever was discovered before. */
  public void opened(Session session) {
    lock.acquire();
    try {
      open.add(session);
    } finally {
      lock.release();
    }
  }

  /** CLEANUP, or CLOSE without one; idempotent. */
  public void closed(Session session) {
    lock.acquire();
    try {
      open.remove(session);
    } finally {
      lock.release();
    }
  }

  /** Sets latches on every open handle. */
  public void set(int callbacks) {
    lock.acquire();
    try {
      for (Session session : open) {
        latch(session, callbacks);
      }
    } finally {
      lock.release();
    }
  }

  /** Adds to one handle's latches: a second discovery before the first was told adds nothing. */
  protected void latch(Session session, int callbacks) {
    session.setLatches(session.latches() | callbacks);
  }

  /**
   * Takes the latches of the handle that asks.
   *
   * @param session null for a request without a file object, which has none (STR-15)
   */
  public int take(Session session) {
    if (session == null) {
      return 0;
    }
    lock.acquire();
    try {
      return open.contains(session) ? unlatch(session) : 0;
    } finally {
      lock.release();
    }
  }

  /** Takes one handle's latches. */
  protected int unlatch(Session session) {
    int taken = session.latches();
    session.setLatches(0);
    return taken;
  }
}
