package dev.auroraedr.km.conformance.suite.support;

/** Values as a failure prints them: every unit can be written in a report. */
final class Shown {
  private Shown() {}

  /** The value's text, with what no report can hold written as its number. */
  static String text(Object value) {
    String text = String.valueOf(value);
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      boolean printable = unit >= ' ' && unit < '\uFFFE' && !isUnpaired(text, i);
      if (printable) {
        shown.append(unit);
      } else {
        shown.append(String.format("\\u%04X", (int) unit));
      }
    }
    return shown.toString();
  }

  private static boolean isUnpaired(String text, int at) {
    char unit = text.charAt(at);
    if (Character.isHighSurrogate(unit)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(unit)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
