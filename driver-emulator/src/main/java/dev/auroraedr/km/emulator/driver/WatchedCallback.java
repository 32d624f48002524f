package dev.auroraedr.km.emulator.driver;

/** The callbacks that a health query verifies, in the order of TAMPER_DETECTED's detail0. */
public enum WatchedCallback {
  /** The process-notify routines, main and twin. */
  PROCESS,
  /** The registry callback. */
  REGISTRY,
  /** The object callback. */
  OBJECT,
  /** The minifilter. */
  MINIFILTER;

  /** TAMPER_DETECTED's detail0. */
  public int code() {
    return ordinal();
  }

  /** Its bit in a set of callbacks, such as a handle's latches. */
  public int bit() {
    return 1 << ordinal();
  }

  /** Whether a set holds it. */
  public boolean isIn(int set) {
    return (set & bit()) != 0;
  }
}
