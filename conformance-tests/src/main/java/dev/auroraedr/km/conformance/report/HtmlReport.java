package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseFamily;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes {@code report.html}: one file, nothing loaded from anywhere, readable without scripts.
 * What failed comes first, with its evidence; then latency, the fault sweep, and every clause by
 * target.
 */
public final class HtmlReport {
  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final ConformanceReport report;
  private final List<ClauseInfo> clauses;
  private final List<ClauseFamily> families;

  private HtmlReport(
      ConformanceReport report, List<ClauseInfo> clauses, List<ClauseFamily> families) {
    this.report = report;
    this.clauses = clauses;
    this.families = families;
  }

  /** Returns the page, with the kit's catalogue for the words. */
  public static String write(ConformanceReport report) {
    ClauseCatalogue catalogue = ClauseCatalogue.load();
    return write(report, catalogue.all(), catalogue.families());
  }

  /** Returns the page. */
  static String write(
      ConformanceReport report, List<ClauseInfo> clauses, List<ClauseFamily> families) {
    return new HtmlReport(report, clauses, families).page();
  }

  private String page() {
    return resource("report.html")
        .replace("{{style}}", resource("report.css"))
        .replace("{{script}}", resource("report.js"))
        .replace("{{title}}", Html.text(verdict()))
        .replace("{{body}}", body());
  }

  private String body() {
    return header()
        + "<main id=\"content\">\n"
        + summary()
        + FailureSection.write(report, clauses)
        + LatencySection.write(report)
        + SweepSection.write(report)
        + MatrixSection.write(report, clauses, families)
        + "</main>\n";
  }

  private int total(Outcome outcome) {
    return report.targets().stream().mapToInt(target -> target.count(outcome)).sum();
  }

  private String verdict() {
    int failed = total(Outcome.FAIL);
    int problems = report.targets().stream().mapToInt(t -> t.problems().size()).sum();
    if (failed > 0) {
      return Html.count(failed, "clause") + (failed == 1 ? " fails" : " fail");
    }
    if (problems > 0) {
      return "The suite has " + Html.count(problems, "gap");
    }
    int passed = total(Outcome.PASS);
    return passed == 0
        ? "Nothing was shown"
        : "All " + Html.count(passed, "applicable clause") + " pass";
  }

  private String header() {
    String state = report.green() ? "good" : "bad";
    String targets =
        report.targets().stream().map(TargetReport::name).collect(Collectors.joining(", "));
    return "<header class=\"hero "
        + state
        + "\"><div class=\"wrap\">\n<p class=\"kicker\">Aurora EDR kernel-mode kit"
        + " <span>conformance report</span></p>\n<h1><span class=\"seal\" aria-hidden=\"true\">"
        + (report.green() ? "✓" : "!")
        + "</span>"
        + Html.text(verdict())
        + "</h1>\n<dl class=\"facts\">"
        + fact("Target", targets)
        + fact("Run", WHEN.format(report.started()))
        + fact("Kit", report.kit())
        + fact("Seed", Long.toString(report.seed()))
        + fact("Java", report.jdk())
        + fact("System", report.os())
        + "</dl>\n</div></header>\n";
  }

  private static String fact(String name, String value) {
    return "<div><dt>" + name + "</dt><dd>" + Html.text(value) + "</dd></div>";
  }

  private String summary() {
    StringBuilder text =
        new StringBuilder("<section class=\"cards\" aria-label=\"Summary by target\">\n");
    report.targets().forEach(target -> text.append(card(target)));
    return text.append("</section>\n").toString();
  }

  private static String card(TargetReport target) {
    StringBuilder bar = new StringBuilder();
    StringBuilder legend = new StringBuilder();
    for (Outcome outcome : Outcome.values()) {
      int count = target.count(outcome);
      if (count > 0) {
        bar.append(
            String.format("<i class=\"%s\" style=\"flex-grow:%d\"></i>", outcome.word(), count));
        legend.append(
            String.format(
                "<li class=\"%s\"><b>%d</b> %s</li>", outcome.word(), count, words(outcome)));
      }
    }
    return "<article class=\"card\"><h2>"
        + Html.text(target.name())
        + "</h2><p class=\"muted\">"
        + Html.text(target.profileLine())
        + " · "
        + Html.count(target.tests().size(), "test")
        + " · "
        + seconds(target.took())
        + "</p>"
        + image(target)
        + "<div class=\"bar\" aria-hidden=\"true\">"
        + bar
        + "</div><ul class=\"legend\">"
        + legend
        + "</ul></article>\n";
  }

  private static String image(TargetReport target) {
    return target.image() == null ? "" : "<p class=\"muted\">" + Html.text(target.image()) + "</p>";
  }

  private static String seconds(Duration took) {
    return String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3);
  }

  static String words(Outcome outcome) {
    return switch (outcome) {
      case PASS -> "passed";
      case FAIL -> "failed";
      case DEVIATION -> "known deviation";
      case NOT_APPLICABLE -> "not applicable";
      case UNTESTED -> "untested";
    };
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name + " failed", e);
    }
  }
}
