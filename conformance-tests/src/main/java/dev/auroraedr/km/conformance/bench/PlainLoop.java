package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.List;
import java.util.stream.Stream;

/** What one writes first: tries all patterns, one after the other, in place. Immutable. */
final class PlainLoop {
  private final String[] whole;
  private final String[][] patterns;

  PlainLoop(List<String> patterns) {
    this.whole = patterns.toArray(String[]::new);
    this.patterns = patterns.stream().map(PlainLoop::components).toArray(String[][]::new);
  }

  private static String[] components(String pattern) {
    return Stream.of(pattern.split("\\\\")).filter(part -> !part.isEmpty()).toArray(String[]::new);
  }

  /** Whether a name is one of the patterns. */
  boolean equalsOne(CharSequence name) {
    for (String pattern : whole) {
      if (UpcaseTable.equalsIgnoreCase(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pattern's components are the first of a name. */
  boolean standsInFront(CharSequence name) {
    for (String[] pattern : patterns) {
      if (standsAt(pattern, name, start(name, 0))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a pattern's components stand side by side in a name. */
  boolean standsAnywhere(CharSequence name) {
    for (String[] pattern : patterns) {
      for (int at = start(name, 0); at < name.length(); at = start(name, end(name, at))) {
        if (standsAt(pattern, name, at)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean standsAt(String[] pattern, CharSequence name, int from) {
    int at = from;
    for (String component : pattern) {
      int end = end(name, at);
      boolean same =
          component.equals("*") && end > at
              || end - at == component.length() && UpcaseTable.matchesAt(name, at, component);
      if (!same) {
        return false;
      }
      at = start(name, end);
    }
    return true;
  }

  private static int start(CharSequence name, int from) {
    int at = from;
    while (at < name.length() && name.charAt(at) == '\\') {
      at++;
    }
    return at;
  }

  private static int end(CharSequence name, int from) {
    int at = from;
    while (at < name.length() && name.charAt(at) != '\\') {
      at++;
    }
    return at;
  }
}
