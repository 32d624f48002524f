package dev.auroraedr.km.emulator.driver;

/**
 * How often a callback is registered anew while the system never calls it (HLT-9). Guarded by the
 * health query's mutex.
 *
 * <p>A repair registers and unregisters nothing. On a system that takes registrations and never
 * calls, each query would leave one more: another altitude taken from every other product, or one
 * more routine in the way of each registry operation. So HLT-3's "each query tries the repair
 * again" holds for this many registrations in a row that no canary was seen by; after them a query
 * still sends its canary, and registers again once one is seen.
 */
final class RepairLimit {
  /** Registrations by repair that may stand without one of them having been seen. */
  static final int UNSEEN_REPAIRS = 16;

  private final int[] unseen = new int[WatchedCallback.values().length];

  /** Whether a callback that is missing is to be repaired. */
  boolean allows(WatchedCallback callback) {
    return unseen[callback.code()] < UNSEEN_REPAIRS;
  }

  /** A repair has registered the callback anew. */
  void registered(WatchedCallback callback) {
    unseen[callback.code()]++;
  }

  /** A canary was seen by the callback. */
  void seen(WatchedCallback callback) {
    unseen[callback.code()] = 0;
  }
}
