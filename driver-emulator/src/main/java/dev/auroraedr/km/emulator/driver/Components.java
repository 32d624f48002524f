package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.UpcaseTable;

/** Steps over the components of a path in place: callbacks match without allocating. */
final class Components {
  private static final char SEPARATOR = '\\';

  private Components() {}

  /** Start of the next component from {@code at} on, empty ones dropped; the length at the end. */
  static int start(UnicodeString path, int at) {
    int position = at;
    while (position < path.units() && path.unit(position) == SEPARATOR) {
      position++;
    }
    return position;
  }

  /** End of the component that begins at {@code at}. */
  static int end(UnicodeString path, int at) {
    int position = at;
    while (position < path.units() && path.unit(position) != SEPARATOR) {
      position++;
    }
    return position;
  }

  /** Whether units {@code from} to {@code to} of a path are {@code upcased}, case apart (FIL-2). */
  static boolean matches(UnicodeString path, int from, int to, String upcased) {
    if (to - from != upcased.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (UpcaseTable.upper(path.unit(i)) != upcased.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** Upper-case form to match against. */
  static String upcased(String text) {
    StringBuilder upper = new StringBuilder(text.length());
    text.chars().forEach(unit -> upper.append(UpcaseTable.upper((char) unit)));
    return upper.toString();
  }
}
