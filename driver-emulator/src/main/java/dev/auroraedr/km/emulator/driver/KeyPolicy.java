package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** What the registry callback decides by (REG-1, REG-2). Immutable. */
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
    return !blocked.isEmpty() && matches(blocked, type, key, name);
  }

  /** REG-1: at or below a monitored key, by its old or new path. */
  public boolean isMonitored(int type, UnicodeString key, UnicodeString name) {
    return matches(monitored, type, key, name);
  }

  /** POL-1. */
  public boolean isTrusted(KThread writer) {
    return trust.isTrusted(writer);
  }

  private static boolean matches(KeyMatch list, int type, UnicodeString key, UnicodeString name) {
    return list.matches(key)
        || type == EventType.REG_RENAME_KEY && list.matches(renamed(key, name));
  }

  private static UnicodeString renamed(UnicodeString key, UnicodeString newName) {
    String old = key.toString();
    return UnicodeString.of(old.substring(0, old.lastIndexOf('\\') + 1) + newName);
  }
}
