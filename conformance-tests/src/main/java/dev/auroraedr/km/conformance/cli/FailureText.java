package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.conformance.report.TargetReport;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints what failed so that one can act on it: clause, why, hints, bytes, and how to repeat. */
final class FailureText {
  /** More failures of the same clauses are rarely news. */
  private static final int IN_FULL = 3;

  private final Terminal terminal;
  private final List<ClauseInfo> clauses;
  private final Set<String> explained = new HashSet<>();

  FailureText(Terminal terminal, List<ClauseInfo> clauses) {
    this.terminal = terminal;
    this.clauses = clauses;
  }

  void print(TargetReport target) {
    Map<List<String>, Integer> printed = new HashMap<>();
    for (Failure failure : target.failures()) {
      if (printed.merge(failure.clauses(), 1, Integer::sum) <= IN_FULL) {
        print(failure);
      }
    }
    printed.forEach(this::leftOut);
    for (String problem : target.problems()) {
      terminal.out().println(terminal.paint(Paint.BAD, "the suite has a gap: ") + problem);
    }
  }

  private void leftOut(List<String> ids, int count) {
    if (count > IN_FULL) {
      terminal
          .out()
          .printf("%s: %d more failures, in the report%n", String.join(", ", ids), count - IN_FULL);
    }
  }

  private void print(Failure failure) {
    PrintWriter out = terminal.out();
    String ids = String.join(", ", failure.clauses());
    out.println();
    out.println(terminal.paint(Paint.BAD, "FAIL " + ids) + " " + failure.title());
    out.println(failure.message().indent(2).stripTrailing());
    clauses.stream().filter(c -> failure.clauses().contains(c.id())).forEach(this::explain);
    field(
        "test", failure.test() + (failure.location().isEmpty() ? "" : " at " + failure.location()));
    field(
        "target", failure.target() + ", profile " + failure.profile() + ", seed " + failure.seed());
    for (int i = 0; i < failure.sequence().size(); i++) {
      field(i == 0 ? "sequence" : "", (i + 1) + ". " + failure.sequence().get(i));
    }
    out.println(head("again") + failure.replay());
  }

  private void explain(ClauseInfo clause) {
    if (!explained.add(clause.id())) {
      field("clause", clause.id() + ", see above");
      return;
    }
    field("clause", clause.id() + " " + clause.sentence());
    field("why", clause.intent());
    for (int i = 0; i < clause.hints().size(); i++) {
      String hint = Paragraph.hang(head(i == 0 ? "hints" : "") + "- ", clause.hints().get(i));
      terminal.out().println(hint);
    }
  }

  private void field(String name, String text) {
    terminal.out().println(Paragraph.hang(head(name), text));
  }

  private static String head(String name) {
    return String.format("  %-9s ", name);
  }
}
