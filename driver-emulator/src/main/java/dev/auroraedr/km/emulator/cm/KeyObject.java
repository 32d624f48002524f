package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** An open registry key. */
public final class KeyObject {
  private final UnicodeString path;

  /** Key of a path such as {@code \REGISTRY\MACHINE\SOFTWARE}. */
  public KeyObject(UnicodeString path) {
    this.path = path;
  }

  /** Path of the key, for the registry itself; drivers ask CmCallbackGetKeyObjectIDEx. */
  public UnicodeString path() {
    return path;
  }
}
