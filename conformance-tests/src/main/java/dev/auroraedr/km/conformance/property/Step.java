package dev.auroraedr.km.conformance.property;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One operation of a sequence, as plain data: it can be shrunk, stored as a line of text and read
 * back. Its choices are taken modulo what there is when it runs, so that every sequence is valid.
 *
 * @param verb what is done
 * @param choice which handle, stream or receive it concerns
 * @param detail how: a mask, a size, a length
 */
record Step(Verb verb, int choice, int detail) {
  /** What a sequence is made of. */
  enum Verb {
    /** Opens a handle in one of the processes. */
    HANDLE,
    /** Opens a stream; detail picks mask and queue. */
    OPEN,
    /** Receives; detail picks the output length. */
    RECEIVE,
    /** Cancels one pending receive. */
    CANCEL,
    /** Cancels all receives of one handle's process on its file. */
    CANCEL_ALL,
    /** Stops a stream. */
    STOP,
    /** Closes a handle. */
    CLOSE,
    /** Duplicates a handle into another process. */
    DUPLICATE,
    /** Kills a process. */
    KILL,
    /** Opens monitored files; detail picks size and number. */
    FILE,
    /** Sets monitored registry values. */
    VALUE,
    /** Receives with a token that the handle does not have. */
    STRANGE
  }

  /** Reads what {@link #toString} wrote. */
  static Step parse(String line) {
    String[] words = line.trim().split(" ");
    if (words.length != 3) {
      throw new IllegalArgumentException("a stored step must read VERB choice detail: " + line);
    }
    return new Step(Verb.valueOf(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
  }

  static List<Step> parseAll(List<String> lines) {
    return lines.stream().map(Step::parse).toList();
  }

  static List<String> store(List<Step> steps) {
    return steps.stream().map(Step::toString).collect(Collectors.toList());
  }

  /** Picks one of the values by {@link #detail}. */
  int pick(int... values) {
    return values[Math.floorMod(detail, values.length)];
  }

  /** Picks one element by {@link #choice}. */
  <T> T pick(List<T> list) {
    return list.get(Math.floorMod(choice, list.size()));
  }

  @Override
  public String toString() {
    return verb + " " + choice + " " + detail;
  }
}
