package dev.auroraedr.km.conformance.property;

import java.util.List;

/**
 * One step of {@link ProcessProperties}: a verb and three numbers that pick who and what among
 * those that there are. Immutable.
 */
record ProcessStep(Verb verb, int who, int whom, int what) {
  /** What is done. */
  enum Verb {
    /** A process starts another. */
    START,
    /** A process starts another under an id that was used before. */
    REUSE,
    /** A process ends. */
    EXIT,
    /** A process opens another and keeps the handle. */
    OPEN,
    /** A process duplicates a handle of one into another. */
    DUPLICATE
  }

  <T> T pick(int number, List<T> choices) {
    return choices.get(Math.floorMod(number, choices.size()));
  }

  static List<String> store(List<ProcessStep> steps) {
    return steps.stream().map(ProcessStep::toString).toList();
  }

  static List<ProcessStep> parseAll(List<String> stored) {
    return stored.stream().map(ProcessStep::parse).toList();
  }

  private static ProcessStep parse(String text) {
    String[] words = text.split(" ");
    return new ProcessStep(
        Verb.valueOf(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]));
  }

  @Override
  public String toString() {
    return verb + " " + who + " " + whom + " " + what;
  }
}
