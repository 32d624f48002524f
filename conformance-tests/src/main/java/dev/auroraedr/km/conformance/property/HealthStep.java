package dev.auroraedr.km.conformance.property;

import java.util.List;

/**
 * One step of a sequence of tampering and queries, as plain data. Its choice is taken modulo what
 * there is when it runs.
 *
 * @param verb what is done
 * @param choice which handle or callback it concerns
 */
record HealthStep(Verb verb, int choice) {
  /** What a sequence is made of. */
  enum Verb {
    /** Opens a handle. */
    OPEN,
    /** Closes a handle. */
    CLOSE,
    /** Asks for health. */
    ASK,
    /** Asks for health without a file object. */
    ASK_WITHOUT_HANDLE,
    /** Asks for health while a canary has no memory. */
    ASK_IN_VAIN,
    /** Asks for the minifilter's status. */
    STATUS,
    /** An attacker takes a callback away. */
    LOSE,
    /** An attacker silences a callback, or clears the twin's slot. */
    SILENCE,
    /** An attacker puts the callback that he took first back. */
    REVIVE,
    /** Repair of a callback fails from now on. */
    PREVENT,
    /** Every repair succeeds again. */
    ALLOW
  }

  /** Reads what {@link #toString} wrote. */
  static HealthStep parse(String line) {
    String[] words = line.trim().split(" ");
    return new HealthStep(Verb.valueOf(words[0]), Integer.parseInt(words[1]));
  }

  /** Picks one element by {@link #choice}. */
  <T> T pick(List<T> list) {
    return list.get(Math.floorMod(choice, list.size()));
  }

  @Override
  public String toString() {
    return verb + " " + choice;
  }
}
