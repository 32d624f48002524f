package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.Target;
import java.util.List;
import java.util.function.Supplier;

/**
 * A target with one defect, and how the suite must find it.
 *
 * @param name a few words with hyphens
 * @param defect what it does wrong, one sentence
 * @param level where it is broken
 * @param catches the clauses that must fail, with words of the failure's message
 * @param target makes the target
 */
record BrokenTarget(
    String name, String defect, Level level, List<Catch> catches, Supplier<Target> target) {

  /** Where a target is broken. */
  enum Level {
    /** In the driver's own code, through the seam that DriverEntry itself uses. */
    DRIVER("driver"),
    /** In the bytes and statuses on their way out. */
    BYTES("bytes"),
    /** In the device port that the client stands on. */
    PORT("client's port");

    private final String word;

    Level(String word) {
      this.word = word;
    }

    /** For tables. */
    String word() {
      return word;
    }
  }

  /**
   * A clause that must fail.
   *
   * @param clause its id
   * @param words part of the message of one of its failures; any of them, where it depends on the
   *     moment which way the defect shows
   */
  record Catch(String clause, List<String> words) {
    boolean isIn(String message) {
      return words.stream().anyMatch(message::contains);
    }
  }

  /** A broken target that nothing catches yet: {@link #fails} says what must. */
  static BrokenTarget of(String name, String defect, Level level, Supplier<Target> target) {
    return new BrokenTarget(name, defect, level, List.of(), target);
  }

  /** The same, and this clause must fail with one of these words. */
  BrokenTarget fails(String clause, String... words) {
    List<Catch> more = new java.util.ArrayList<>(catches);
    more.add(new Catch(clause, List.of(words)));
    return new BrokenTarget(name, defect, level, List.copyOf(more), target);
  }

  /** Ids of the clauses that must fail. */
  List<String> clauses() {
    return catches.stream().map(Catch::clause).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
