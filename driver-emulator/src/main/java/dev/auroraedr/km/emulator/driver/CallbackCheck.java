package dev.auroraedr.km.emulator.driver;

/** One callback as a health query sees it: verified by a canary, repaired by registering anew. */
public interface CallbackCheck {
  /** Which one. */
  WatchedCallback callback();

  /** HLT-4: whether it could not be registered at load; then it is never verified or repaired. */
  boolean failedAtLoad();

  /**
   * Verifies it.
   *
   * @return STATUS_SUCCESS if it stands, STATUS_NOT_FOUND if it doesn't; any other status if that
   *     could not be found out, and then nothing was changed
   */
  int verify();

  /**
   * HLT-9: tries once to bring it back; {@link #verify} tells whether it worked.
   *
   * @return whether it has left a registration more
   */
  boolean repair();
}
