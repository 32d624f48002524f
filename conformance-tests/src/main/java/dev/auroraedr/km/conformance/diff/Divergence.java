package dev.auroraedr.km.conformance.diff;

import java.util.ArrayList;
import java.util.List;

/** Two targets that tell different things of one step. Immutable but for the facts it was given. */
public final class Divergence {
  private final Script script;
  private final int step;
  private final String operation;
  private final List<String> left;
  private final List<String> right;
  private final String signature;

  Divergence(Script script, int step, String operation, Facts left, Facts right) {
    this.script = script;
    this.step = step;
    this.operation = operation;
    this.left = left.lines();
    this.right = right.lines();
    this.signature = operation + "|" + kindOfDifference(left, right);
  }

  /** Names what differs, without the values: what is shrunk must stay the same finding. */
  private static String kindOfDifference(Facts left, Facts right) {
    int shared = Math.min(left.all().size(), right.all().size());
    for (int i = 0; i < shared; i++) {
      if (!left.all().get(i).sameAs(right.all().get(i))) {
        return left.all().get(i).what().replaceAll("\\d+", "#");
      }
    }
    return left.all().size() < right.all().size() ? "right tells more" : "left tells more";
  }

  /** What was played. */
  public Script script() {
    return script;
  }

  /** Number of the step; {@link Integer#MAX_VALUE} for the end of the script. */
  public int step() {
    return step;
  }

  /** Name of the operation. */
  public String operation() {
    return operation;
  }

  /** What was seen on the left. */
  public List<String> left() {
    return left;
  }

  /** What was seen on the right. */
  public List<String> right() {
    return right;
  }

  /** Equal for divergences of the same kind. */
  public String signature() {
    return signature;
  }

  /** The lines that differ, left then right. */
  public List<String> differences() {
    List<String> lines = new ArrayList<>();
    int most = Math.max(left.size(), right.size());
    for (int i = 0; i < most; i++) {
      String one = i < left.size() ? left.get(i) : "nothing";
      String other = i < right.size() ? right.get(i) : "nothing";
      if (!one.equals(other)) {
        lines.add(one);
        lines.add(other);
      }
    }
    return lines;
  }
}
