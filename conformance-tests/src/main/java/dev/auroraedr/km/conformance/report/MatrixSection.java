package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.fixtures.ClauseFamily;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every clause by every target, with search and filter. The roles restate what the elements mean,
 * because the narrow layout takes their table display away and browsers the meaning with it.
 */
final class MatrixSection {
  private final ConformanceReport report;
  private final List<ClauseInfo> clauses;
  private final StringBuilder text = new StringBuilder();

  private MatrixSection(ConformanceReport report, List<ClauseInfo> clauses) {
    this.report = report;
    this.clauses =
        clauses.stream().filter(clause -> !results(report, clause.id()).isEmpty()).toList();
  }

  static String write(
      ConformanceReport report, List<ClauseInfo> clauses, List<ClauseFamily> families) {
    return new MatrixSection(report, clauses).section(families);
  }

  private String section(List<ClauseFamily> families) {
    text.append("<section id=\"clauses\"><h2>Clauses</h2>\n");
    toolbar();
    text.append(
        "<table class=\"matrix\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">Clause</th>");
    for (TargetReport target : report.targets()) {
      text.append("<th scope=\"col\" role=\"columnheader\">")
          .append(Html.text(target.name()))
          .append("</th>");
    }
    text.append("</tr></thead>\n");
    families.forEach(this::family);
    text.append("</table>\n<p class=\"none\" hidden>No clause matches.</p></section>\n");
    return text.toString();
  }

  private void toolbar() {
    text.append("<form class=\"toolbar\" role=\"search\" hidden onsubmit=\"return false\">")
        .append("<label class=\"search\"><span>Search</span><input type=\"search\" id=\"q\"")
        .append(" placeholder=\"STR-9, cancel, token …\" autocomplete=\"off\"></label>")
        .append("<fieldset><legend>Show</legend>")
        .append(chip("", "all", clauses.size()));
    for (Outcome outcome : Outcome.values()) {
      int count = (int) clauses.stream().filter(clause -> has(clause, outcome)).count();
      if (count > 0) {
        text.append(chip(outcome.word(), HtmlReport.words(outcome), count));
      }
    }
    text.append("</fieldset><p class=\"shown\" role=\"status\"></p></form>\n");
  }

  private static String chip(String value, String label, int count) {
    return String.format(
        "<label class=\"chip %s\"><input type=\"radio\" name=\"result\" value=\"%s\"%s><span>%s"
            + " <b>%d</b></span></label>",
        value, value, value.isEmpty() ? " checked" : "", label, count);
  }

  private boolean has(ClauseInfo clause, Outcome outcome) {
    return results(report, clause.id()).stream().anyMatch(r -> r.outcome() == outcome);
  }

  private static List<ClauseResult> results(ConformanceReport report, String id) {
    return report.targets().stream().flatMap(target -> target.clause(id).stream()).toList();
  }

  private void family(ClauseFamily family) {
    List<ClauseInfo> members =
        clauses.stream().filter(clause -> clause.family().equals(family.id())).toList();
    if (members.isEmpty()) {
      return;
    }
    text.append(
            "<tbody role=\"rowgroup\"><tr class=\"family\" role=\"row\"><th scope=\"rowgroup\" role=\"rowheader\"><span class=\"id\">")
        .append(Html.text(family.id()))
        .append("</span> ")
        .append(Html.text(family.title()))
        .append("</th>");
    report.targets().forEach(target -> text.append(tally(target, members)));
    text.append("</tr>\n");
    members.forEach(this::row);
    text.append("</tbody>\n");
  }

  private static String tally(TargetReport target, List<ClauseInfo> members) {
    long passed =
        members.stream()
            .flatMap(clause -> target.clause(clause.id()).stream())
            .filter(result -> result.outcome() == Outcome.PASS)
            .count();
    return "<td role=\"cell\">" + passed + " of " + members.size() + "</td>";
  }

  private void row(ClauseInfo clause) {
    String outcomes =
        results(report, clause.id()).stream()
            .map(result -> result.outcome().word())
            .distinct()
            .collect(Collectors.joining(" "));
    String words = String.join(" ", clause.id(), clause.title(), clause.sentence());
    text.append(
        String.format(
            "<tr id=\"%s\" data-results=\"%s\" data-words=\"%s\" role=\"row\"><th scope=\"row\" role=\"rowheader\">",
            clause.id(), outcomes, Html.text(words.toLowerCase(Locale.ROOT))));
    details(clause);
    text.append("</th>");
    report.targets().forEach(target -> cell(clause, target));
    text.append("</tr>\n");
  }

  private void details(ClauseInfo clause) {
    text.append("<details><summary><span class=\"id\">")
        .append(clause.id())
        .append("</span> ")
        .append(Html.prose(clause.title()))
        .append("</summary><div class=\"detail\"><p>")
        .append(Html.prose(clause.sentence()))
        .append("</p>");
    list(clause.details());
    text.append("<h4>Why it matters</h4><p>").append(Html.prose(clause.intent())).append("</p>");
    if (!clause.hints().isEmpty()) {
      text.append("<h4>What to look at when it fails</h4>");
      list(clause.hints());
    }
    text.append("<p class=\"muted\">Source: ")
        .append(source(clause))
        .append("</p></div></details>");
  }

  private void list(List<String> items) {
    if (!items.isEmpty()) {
      text.append("<ul>");
      items.forEach(item -> text.append("<li>").append(Html.prose(item)).append("</li>"));
      text.append("</ul>");
    }
  }

  private static String source(ClauseInfo clause) {
    String reference = Html.prose(clause.source().reference());
    String url = clause.source().url();
    return url.isEmpty()
        ? reference
        : "<a href=\"" + Html.text(url) + "\" rel=\"noreferrer\">" + reference + "</a>";
  }

  private void cell(ClauseInfo clause, TargetReport target) {
    text.append("<td role=\"cell\" data-target=\"").append(Html.text(target.name())).append("\">");
    target
        .clause(clause.id())
        .ifPresent(
            result -> {
              String word = result.outcome().word();
              text.append(
                  String.format(
                      "<span class=\"badge %s\">%s</span>",
                      word, HtmlReport.words(result.outcome())));
              if (result.tests() > 0) {
                text.append("<small>").append(Html.count(result.tests(), "test"));
                text.append("</small>");
              }
              if (!result.reason().isEmpty()) {
                text.append("<small class=\"reason\">").append(Html.prose(result.reason()));
                text.append("</small>");
              }
            });
    text.append("</td>");
  }
}
