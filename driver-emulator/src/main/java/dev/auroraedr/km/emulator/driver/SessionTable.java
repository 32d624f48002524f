package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;

/** Sessions by file object, from CREATE to CLOSE. Thread-safe. */
public class SessionTable {
  private static final int SESSION_BYTES = 64;
  private static final String TAG = "AurS";

  private final Pool pool;
  private final StreamCloser closer;

  /** No sessions; their streams end through {@code closer}. */
  public SessionTable(Pool pool, StreamCloser closer) {
    this.pool = pool;
    this.closer = closer;
  }

  /** Begins a session; null when memory is short. */
  public Session begin() {
    PoolBlock memory = pool.allocateNonPaged(SESSION_BYTES, TAG);
    return memory == null ? null : new Session(memory);
  }

  /** CLEANUP: returns when every receive of the session has been completed; idempotent. */
  public void end(Session session) {
    closer.endSession(session);
    session.receives().waitForRelease();
  }

  /** CLOSE: does what CLEANUP did not and frees the session. */
  public void free(Session session) {
    end(session);
    pool.free(session.memory(), TAG);
  }
}
