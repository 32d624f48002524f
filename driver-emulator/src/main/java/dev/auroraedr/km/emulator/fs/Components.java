package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.fixtures.UpcaseTable;

/** Single components of paths, by the rules of NTFS. */
final class Components {
  private static final int MAX_UNITS = 255;
  private static final String FORBIDDEN = "*?<>\"|/:";

  private Components() {}

  /** The form in which names that differ in case only are equal. */
  static String upcased(String name) {
    char[] units = name.toCharArray();
    for (int i = 0; i < units.length; i++) {
      units[i] = UpcaseTable.upper(units[i]);
    }
    return new String(units);
  }

  /** Whether a file system takes the name. */
  static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > MAX_UNITS) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char unit = name.charAt(i);
      if (unit < ' ' || FORBIDDEN.indexOf(unit) >= 0) {
        return false;
      }
    }
    return true;
  }
}
