package dev.auroraedr.km.conformance.bench;

/** What is done once in a decision benchmark, while no stream is open. */
public enum Decision {
  /** A monitored file is opened: no stream wants it (STR-12). */
  FILE_CREATE(true),
  /** A monitored file is written. */
  FILE_WRITE(true),
  /** The last handle of a monitored file is closed. */
  FILE_CLEANUP(true),
  /** A handle to the protected process that asks for no bit of the mask (STR-12). */
  HANDLE_NO_BITS(true),
  /** All access to a process that is not protected. */
  HANDLE_UNPROTECTED(false),
  /** All access to the protected process by a trusted one: it is left. */
  HANDLE_TRUSTED(false),
  /** All access to the protected process by an untrusted one: two bits are taken. */
  HANDLE_UNTRUSTED(false),
  /** A value below a key that is neither monitored nor blocked. */
  KEY_UNMATCHED(false),
  /** A value below a monitored key. */
  KEY_MONITORED(false),
  /** A value below a blocked key, by a trusted process: it is written. */
  KEY_TRUSTED(false),
  /** A value below a blocked key, by an untrusted process: it is refused. */
  KEY_UNTRUSTED(false),
  /** A process starts that is not blocked, where others are, and ends. */
  PROCESS_START(false);

  private final boolean idle;

  Decision(boolean idle) {
    this.idle = idle;
  }

  /** Whether the callback has nothing at all to decide. */
  boolean idle() {
    return idle;
  }
}
