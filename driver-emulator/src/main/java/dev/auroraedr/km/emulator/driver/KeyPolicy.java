package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** What the registry callback decides by (REG-1, REG-2, REG-4). Immutable. */
public class KeyPolicy {
  private final KeyMatch monitored;
  private final KeyMatch blocked;
  private final ProcessTrust trust;

  /** Decides by a policy's lists. */
  public KeyPolicy(KeyMatch monitored, KeyMatch blocked, ProcessTrust trust) {
    this.monitored = monitored;
    this.blocked = blocked;
    this.trust = trust;
  }

  /** STR-12: whether a key's name is of no use without a stream. */
  public boolean blocksNothing() {
    return blocked.isEmpty();
  }

  /** REG-2: at or below a blocked key, by its old or new path. */
  public boolean isBlocked(int type, UnicodeString key, UnicodeString name) {
    return !blocked.isEmpty()
        && (blocked.matches(key)
            || type == EventType.REG_RENAME_KEY && blocked.matches(renamed(key, name)));
  }

  /** REG-1: at or below a monitored key, by its old or new path. */
  public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
    return monitored.matches(key)
        || type == EventType.REG_RENAME_KEY && monitored.matches(renamed(key, name));
  }

  /** REG-4: a rename that takes a blocked key away with it, or puts another in its way. */
  public boolean movesBlocked(int type, UnicodeString key, UnicodeString name) {
    return type == EventType.REG_RENAME_KEY
        && !blocked.isEmpty()
        && (blocked.isAbove(key) || blocked.isAbove(renamed(key, name)));
  }

  /** REG-4: at, below or above a blocked key. */
  public boolean isAround(UnicodeString key) {
    return blocked.matches(key) || blocked.isAbove(key);
  }

  /** POL-1. */
  public boolean isTrusted(KThread writer) {
    return trust.isTrusted(writer);
  }

  /** The path that a key has after a rename. */
  private static CharSequence renamed(UnicodeString key, UnicodeString newName) {
    int parent = key.units();
    while (parent > 0 && key.unit(parent - 1) != '\\') {
      parent--;
    }
    return new JoinedPath(key, parent, newName);
  }

  /** The beginning of one string and another, without memory of its own. */
  private record JoinedPath(UnicodeString head, int headUnits, UnicodeString tail)
      implements CharSequence {
    @Override
    public int length() {
      return headUnits + tail.units();
    }

    @Override
    public char charAt(int index) {
      return index < headUnits ? head.unit(index) : tail.unit(index - headUnits);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new StringBuilder(this).subSequence(start, end);
    }

    @Override
    public String toString() {
      return new StringBuilder(this).toString();
    }
  }
}
