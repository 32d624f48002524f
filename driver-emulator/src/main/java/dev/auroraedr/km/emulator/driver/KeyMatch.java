package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;

/** A policy list of registry keys: each entry is its key and all below (REG-7). Immutable. */
public class KeyMatch {
  private final KeyEntry[] entries;

  /** List of entries such as {@code \REGISTRY\USER\*\Environment}. */
  public KeyMatch(List<String> entries) {
    this.entries = entries.stream().map(KeyEntry::of).toArray(KeyEntry[]::new);
  }

  /** Whether nothing can match, so that no key's name is worth asking for (STR-12). */
  public final boolean isEmpty() {
    return entries.length == 0;
  }

  /** Whether a key stands at or below an entry. */
  public boolean matches(UnicodeString key) {
    for (KeyEntry entry : entries) {
      if (entry.covers(key)) {
        return true;
      }
    }
    return false;
  }
}
