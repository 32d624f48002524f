package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;
import java.util.stream.Stream;

/** Steps over the components of a path in place: callbacks match without allocating. */
final class Components {
  private static final char SEPARATOR = '\\';

  private Components() {}

  /** Start of the next component from {@code at} on, empty ones dropped; the length at the end. */
  static int start(CharSequence path, int at) {
    int position = at;
    while (position < path.length() && path.charAt(position) == SEPARATOR) {
      position++;
    }
    return position;
  }

  /** End of the component that begins at {@code at}. */
  static int end(CharSequence path, int at) {
    int position = at;
    while (position < path.length() && path.charAt(position) != SEPARATOR) {
      position++;
    }
    return position;
  }

  /** Start of the component before {@code at}, where another one starts or the path ends. */
  static int previous(CharSequence path, int at) {
    int position = at;
    while (position > 0 && path.charAt(position - 1) == SEPARATOR) {
      position--;
    }
    while (position > 0 && path.charAt(position - 1) != SEPARATOR) {
      position--;
    }
    return position;
  }

  /** Whether units {@code from} to {@code to} of a path are {@code upcased}, case apart (FIL-2). */
  static boolean matches(CharSequence path, int from, int to, String upcased) {
    if (to - from != upcased.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (UpcaseTable.upper(path.charAt(i)) != upcased.charAt(i - from)) {
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

  /** Upper-case components of a policy entry, empty ones dropped. */
  static List<String> of(String entry) {
    return Stream.of(entry.split("\\\\"))
        .filter(component -> !component.isEmpty())
        .map(Components::upcased)
        .toList();
  }
}
