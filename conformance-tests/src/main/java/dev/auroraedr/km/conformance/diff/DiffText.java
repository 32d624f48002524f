package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Divergences and reach as lines for people. */
public final class DiffText {
  private static final int WIDTH = 400;

  private DiffText() {}

  /** A divergence: machine, steps, what each side told. */
  public static List<String> of(Divergence divergence, List<String> names) {
    List<String> lines = new ArrayList<>();
    lines.add("machine " + json(divergence.script().machine()));
    for (Step step : divergence.script().steps()) {
      String mark = step.step() == divergence.step() ? ">" : " ";
      lines.add(
          String.format(Locale.ROOT, "%s %4d  %s", mark, step.step(), json(step.operation())));
    }
    if (divergence.step() == Playing.FINALE) {
      lines.add(">  end  everything is closed and the driver unloaded");
    }
    List<String> different = divergence.differences();
    for (int i = 0; i < different.size(); i++) {
      lines.add("    " + names.get(i % 2) + ": " + cut(different.get(i)));
    }
    if (different.isEmpty()) {
      divergence.left().stream()
          .filter(line -> line.startsWith("broken rule"))
          .forEach(line -> lines.add("    both: " + cut(line)));
    }
    return lines;
  }

  /** The table of what was reached. */
  public static List<String> of(Reach reach) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d machines, %,d steps, of which %,d left out; machines that stopped alike: %,d;"
                + " at most %d streams open, %d requests pending",
            reach.machines(),
            reach.steps(),
            reach.leftOut(),
            reach.stopped(),
            reach.mostStreams(),
            reach.mostPending()));
    lines.add("profiles: " + counts(reach.profiles()));
    lines.add("events received by type: " + reach.events());
    lines.add("faults: " + counts(reach.faults()));
    reach
        .operations()
        .forEach(
            (name, outcomes) ->
                lines.add(String.format(Locale.ROOT, "%-24s %s", name, counts(outcomes))));
    return lines;
  }

  private static String counts(Map<String, Long> counts) {
    List<String> parts = new ArrayList<>();
    counts.forEach((what, count) -> parts.add(what.replaceAll(" \\(0x\\w+\\)", "") + " " + count));
    return String.join(", ", parts);
  }

  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH) + " ...";
  }

  private static String json(Object value) {
    try {
      return cut(ScriptJson.MAPPER.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a script is always writable", e);
    }
  }
}
