package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.Collection;
import java.util.List;

/**
 * Texts by number, found in a stretch of a name by one hash and one comparison, however many they
 * are (FIL-2). Immutable; looks up without allocating.
 *
 * <p>Layout: open addressing in arrays of fixed length, so that a driver can keep it in one block
 * of pool.
 */
final class TextTable {
  /** What is found where no text of the table stands. */
  static final int NONE = 0;

  private final String[] texts;
  private final int[] numbers;
  private final int longest;

  /** Numbers upper-case texts from 1 on; a text that comes again keeps its number. */
  TextTable(Collection<String> upcased) {
    int slots = slotsFor(upcased.size());
    texts = new String[slots];
    numbers = new int[slots];
    int most = 0;
    int last = NONE;
    for (String text : upcased) {
      last = add(text, last + 1) ? last + 1 : last;
      most = Math.max(most, text.length());
    }
    longest = most;
  }

  /** A power of two that leaves half of the slots empty. */
  static int slotsFor(int entries) {
    return Integer.highestOneBit(Math.max(1, entries)) * 4;
  }

  private boolean add(String text, int number) {
    int slot = slot(text, 0, text.length());
    if (numbers[slot] != NONE) {
      return false;
    }
    texts[slot] = text;
    numbers[slot] = number;
    return true;
  }

  /** Number of the text that units {@code from} to {@code to} are, case apart, or NONE. */
  int find(CharSequence name, int from, int to) {
    return to - from > longest ? NONE : numbers[slot(name, from, to)];
  }

  /** The slot that holds the text, or the empty one where it would stand. */
  private int slot(CharSequence name, int from, int to) {
    int slot = hash(name, from, to) & texts.length - 1;
    while (numbers[slot] != NONE && !Components.matches(name, from, to, texts[slot])) {
      slot = slot + 1 & texts.length - 1;
    }
    return slot;
  }

  private static int hash(CharSequence name, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + UpcaseTable.upper(name.charAt(i));
    }
    return hash ^ hash >>> 15;
  }

  /** A table of the components of entries. */
  static TextTable ofComponents(List<List<String>> entries) {
    return new TextTable(entries.stream().flatMap(List::stream).toList());
  }
}
