package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.report.TargetReport;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints the verdict on each clause. Neighbours that are not applicable or untested for the same
 * reason share a line, so that what was shown stands out.
 */
final class ClauseTable {
  private final Terminal terminal;
  private final Map<String, String> titles;

  ClauseTable(Terminal terminal, List<ClauseInfo> clauses) {
    this.terminal = terminal;
    this.titles = clauses.stream().collect(Collectors.toMap(ClauseInfo::id, ClauseInfo::title));
  }

  void print(TargetReport target) {
    PrintWriter out = terminal.out();
    String head = target.name() + " (" + target.profileLine() + ")";
    out.println();
    out.println(terminal.paint(Paint.STRONG, head));
    List<ClauseResult> clauses = target.clauses();
    for (int from = 0; from < clauses.size(); ) {
      int to = from + 1;
      while (to < clauses.size() && sameLine(clauses.get(from), clauses.get(to))) {
        to++;
      }
      row(clauses.get(from), clauses.get(to - 1));
      from = to;
    }
    out.println(summary(target));
  }

  private static boolean sameLine(ClauseResult first, ClauseResult next) {
    boolean quiet =
        first.outcome() == Outcome.NOT_APPLICABLE || first.outcome() == Outcome.UNTESTED;
    return quiet
        && first.outcome() == next.outcome()
        && first.reason().equals(next.reason())
        && family(first).equals(family(next));
  }

  private static String family(ClauseResult clause) {
    return clause.id().substring(0, clause.id().indexOf('-'));
  }

  private void row(ClauseResult first, ClauseResult last) {
    boolean single = first == last;
    String ids = single ? first.id() : first.id() + " to " + last.id().replaceAll(".*-", "");
    String tests = first.tests() == 0 ? "" : String.valueOf(first.tests());
    String title = single ? titles.getOrDefault(first.id(), "") : "";
    String reason = first.reason();
    String text = title.isEmpty() || reason.isEmpty() ? title + reason : title + ": " + reason;
    String head = String.format("  %-12s %-14s %5s  ", ids, first.outcome().word(), tests);
    String line = Paragraph.hang(head, text);
    String word = first.outcome().word();
    terminal.out().println(line.replaceFirst(word, paint(first.outcome(), word)));
  }

  private String paint(Outcome outcome, String text) {
    return terminal.paint(
        switch (outcome) {
          case PASS -> Paint.GOOD;
          case FAIL -> Paint.BAD;
          case DEVIATION -> Paint.WARN;
          case NOT_APPLICABLE, UNTESTED -> Paint.QUIET;
        },
        text);
  }

  private String summary(TargetReport target) {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      String part = target.count(outcome) + " " + outcome.word();
      boolean always = outcome == Outcome.PASS || outcome == Outcome.FAIL;
      if (always || target.count(outcome) > 0) {
        text.append(text.length() == 0 ? "" : ", ");
        text.append(target.count(outcome) > 0 ? paint(outcome, part) : part);
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: %s; %d %s in %.1f s",
        target.name(),
        text,
        target.tests().size(),
        target.tests().size() == 1 ? "test" : "tests",
        target.took().toMillis() / 1e3);
  }
}
