package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.ScriptFile.Recorded;
import dev.auroraedr.km.conformance.target.Target;
import java.util.ArrayList;
import java.util.List;

/** Records what a target shows of scripts, and compares another with a record. */
public final class Recording {
  private Recording() {}

  /**
   * A step of which a target showed something else than is on record.
   *
   * @param script number of the script in its file, from 1
   * @param step number of the step; {@link Integer#MAX_VALUE} for the end
   * @param recorded what is on record
   * @param seen what was seen
   */
  public record Difference(int script, int step, List<String> recorded, List<String> seen) {}

  /** Plays a script and notes what is seen of each step and of the end. */
  public static Recorded record(Target target, Script script) {
    List<List<String>> seen = new ArrayList<>();
    try (Playing playing = new Playing(target, script.machine(), false)) {
      for (Step step : script.steps()) {
        seen.add(playing.perform(step).lines());
      }
      seen.add(playing.finish().lines());
    }
    return new Recorded(script.machine(), script.steps(), seen);
  }

  /** Replays all scripts that have a record; one difference a script at most. */
  public static List<Difference> replay(ScriptFile file, Target target) {
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < file.scripts().size(); i++) {
      Recorded recorded = file.scripts().get(i);
      if (recorded.seen() != null) {
        Difference difference = compare(i + 1, recorded, record(target, recorded.script()));
        if (difference != null) {
          differences.add(difference);
        }
      }
    }
    return differences;
  }

  private static Difference compare(int script, Recorded recorded, Recorded now) {
    for (int i = 0; i < now.seen().size(); i++) {
      List<String> was = i < recorded.seen().size() ? recorded.seen().get(i) : List.of();
      if (!was.equals(now.seen().get(i))) {
        int step = i < recorded.steps().size() ? recorded.steps().get(i).step() : Playing.FINALE;
        return new Difference(script, step, was, now.seen().get(i));
      }
    }
    return null;
  }
}
