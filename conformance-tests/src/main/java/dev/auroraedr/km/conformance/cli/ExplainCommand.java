package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import dev.auroraedr.km.conformance.engine.SuiteScope;
import dev.auroraedr.km.conformance.engine.SuiteTest;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells all about clauses. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    header = "Say what a clause means, why it exists and how it is tested.",
    footer = {"%nExamples:", "  edrkm explain STR-9", "  edrkm explain 'IOC-*'"})
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CLAUSE", description = "An id such as STR-9, or a pattern.")
  private String clause;

  private final Terminal terminal;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ClauseInfo> clauses = ClauseCatalogue.load().match(clause);
    List<SuiteTest> tests = SuiteScope.standard().tests();
    clauses.forEach(one -> explain(one, tests));
    return ExitCode.OK;
  }

  private void explain(ClauseInfo info, List<SuiteTest> tests) {
    PrintWriter out = terminal.out();
    out.println(terminal.paint(Paint.STRONG, info.id() + "  " + info.title()));
    out.println();
    out.println(Paragraph.hang("  ", info.sentence()));
    info.details().forEach(detail -> out.println(Paragraph.hang("  - ", detail)));
    section("Why", List.of(info.intent()));
    section("When it fails, look at", info.hints());
    section("Source", List.of(source(info)));
    section("Targets", targets(info));
    section("Tests", tests(info, tests));
    out.println();
  }

  private void section(String name, List<String> lines) {
    terminal.out().println();
    terminal.out().println(terminal.paint(Paint.STRONG, name));
    String head = lines.size() > 1 ? "  - " : "  ";
    lines.forEach(line -> terminal.out().println(Paragraph.hang(head, line)));
  }

  private static String source(ClauseInfo info) {
    String kind = info.source().kind().name().toLowerCase(Locale.ROOT);
    String url = info.source().url();
    return kind + ": " + info.source().reference() + (url.isEmpty() ? "" : " <" + url + ">");
  }

  private static List<String> targets(ClauseInfo info) {
    return ClauseCatalogue.load().targetKinds().stream()
        .map(
            kind ->
                info.isShownBy(kind)
                    ? kind + " can show it"
                    : kind + " can't: " + info.notApplicableReason(kind))
        .toList();
  }

  private static List<String> tests(ClauseInfo info, List<SuiteTest> tests) {
    if (info.pending()) {
      return List.of("none yet, pending: " + info.pendingReason());
    }
    List<String> names =
        tests.stream()
            .filter(test -> test.clauses().contains(info.id()))
            .map(test -> test.title() + "  (" + test.name() + ")")
            .toList();
    return names.isEmpty() ? List.of("none") : names;
  }
}
