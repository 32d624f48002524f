package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.ex.RundownProtection;

/**
 * One file object's share of the driver (DEV-3): duplicated handles are the same session. Guarded
 * by the stream table's lock, but for the rundown and the latches, which {@link Latches} guards.
 */
public final class Session {
  private final PoolBlock memory;
  private final RundownProtection receives = new RundownProtection();
  private boolean ended;
  private int streams;
  private int latches;

  Session(PoolBlock memory) {
    this.memory = memory;
  }

  PoolBlock memory() {
    return memory;
  }

  /** Held by each receive from when it pends until it has been completed (STR-15). */
  RundownProtection receives() {
    return receives;
  }

  /** Whether CLEANUP, or CLOSE without one, has ended it. */
  boolean hasEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  int streams() {
    return streams;
  }

  void addStreams(int change) {
    streams += change;
  }

  /** HLT-3: callbacks of whose loss this handle has still to be told. */
  public int latches() {
    return latches;
  }

  /** Sets what {@link #latches()} tells. */
  public void setLatches(int callbacks) {
    latches = callbacks;
  }
}
