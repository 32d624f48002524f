package dev.auroraedr.km.conformance.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Shortens a failing sequence by leaving out ever smaller pieces while it still fails (delta
 * debugging). jqwik's own shrinking gives up early on sequences of a thousand steps.
 */
final class Shortest {
  /** Each try plays a sequence on a machine of its own; this many take seconds. */
  private static final int MOST_TRIES = 4_000;

  private Shortest() {}

  /**
   * A sequence that still fails and from which, unless the tries ran out, no single step can be
   * left out.
   */
  static <T> List<T> of(List<T> failing, Predicate<List<T>> fails) {
    List<T> shortest = failing;
    int tries = 0;
    for (int piece = Math.max(1, failing.size() / 2); piece >= 1; ) {
      boolean shortened = false;
      for (int from = 0; from < shortest.size() && tries < MOST_TRIES; tries++) {
        List<T> candidate = without(shortest, from, piece);
        if (fails.test(candidate)) {
          shortest = candidate;
          shortened = true;
        } else {
          from += piece;
        }
      }
      if (tries >= MOST_TRIES) {
        return shortest;
      }
      piece = shortened ? Math.min(piece, Math.max(1, shortest.size() / 2)) : piece / 2;
    }
    return shortest;
  }

  private static <T> List<T> without(List<T> steps, int from, int count) {
    List<T> rest = new ArrayList<>(steps.subList(0, from));
    rest.addAll(steps.subList(Math.min(steps.size(), from + count), steps.size()));
    return rest;
  }
}
