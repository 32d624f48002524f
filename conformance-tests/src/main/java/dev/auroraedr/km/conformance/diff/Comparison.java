package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.Target;
import java.util.List;

/**
 * Plays scripts on two targets side by side and compares what is seen of each step. As thread-safe
 * as the targets' boot.
 */
public final class Comparison {
  private final Target left;
  private final Target right;
  private final boolean exact;

  /**
   * Compares two targets.
   *
   * @param exact whether tokens, times and ids must be the same too, not only their order
   */
  public Comparison(Target left, Target right, boolean exact) {
    this.left = left;
    this.right = right;
    this.exact = exact;
  }

  /** Names of both, for people; told apart where they are the same. */
  public List<String> names() {
    return left.name().equals(right.name())
        ? List.of(left.name() + " (left)", right.name() + " (right)")
        : List.of(left.name(), right.name());
  }

  /** Plays a script; null if no byte differs. */
  public Divergence play(Script script) {
    return play(script, null);
  }

  Divergence play(Script script, Reach reach) {
    try (Playing onLeft = new Playing(left, script.machine(), exact);
        Playing onRight = new Playing(right, script.machine(), exact)) {
      for (Step step : script.steps()) {
        Facts one = onLeft.perform(step);
        Facts other = onRight.perform(step);
        if (reach != null) {
          reach.step(step.operation(), one);
        }
        if (!one.sameAs(other)) {
          return new Divergence(script, step.step(), step.operation().name(), one, other);
        }
        if (onLeft.stopped()) {
          break;
        }
      }
      Divergence atEnd = onLeft.stopped() ? null : finale(script, onLeft, onRight);
      if (reach != null) {
        reach.machine(script, onLeft.live(), onLeft.stopped());
      }
      return atEnd;
    }
  }

  private static Divergence finale(Script script, Playing onLeft, Playing onRight) {
    Facts one = onLeft.finish();
    Facts other = onRight.finish();
    List<String> leftBroken = onLeft.violations();
    List<String> rightBroken = onRight.violations();
    if (one.sameAs(other) && leftBroken.isEmpty() && rightBroken.isEmpty()) {
      return null;
    }
    leftBroken.forEach(line -> one.text("broken rule", line));
    rightBroken.forEach(line -> other.text("broken rule", line));
    return new Divergence(script, Playing.FINALE, "the end", one, other);
  }
}
