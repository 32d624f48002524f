package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.fixtures.UpcaseTable;

/** Upper case of whole texts, by FIL-2's table. */
final class Folding {
  private Folding() {}

  static String upper(String text) {
    char[] units = text.toCharArray();
    for (int i = 0; i < units.length; i++) {
      units[i] = UpcaseTable.upper(units[i]);
    }
    return new String(units);
  }
}
