package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which keys exist, by path without regard to case. Thread-safe. */
public final class RegistryKeys {
  private final Set<String> existing = ConcurrentHashMap.newKeySet();

  RegistryKeys() {}

  /** Whether there is such a key. */
  public boolean exists(UnicodeString path) {
    return existing.contains(upcased(path));
  }

  /** Makes a key. */
  public void add(UnicodeString path) {
    existing.add(upcased(path));
  }

  /** Deletes a key, if it exists. */
  public void remove(UnicodeString path) {
    existing.remove(upcased(path));
  }

  private static String upcased(UnicodeString path) {
    StringBuilder upper = new StringBuilder(path.units());
    for (int i = 0; i < path.units(); i++) {
      upper.append(UpcaseTable.upper(path.unit(i)));
    }
    return upper.toString();
  }
}
