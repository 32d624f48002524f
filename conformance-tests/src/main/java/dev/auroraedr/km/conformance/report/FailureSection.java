package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.util.List;

/** What failed, and what one needs to understand it and to see it again. */
final class FailureSection {
  private FailureSection() {}

  static String write(ConformanceReport report, List<ClauseInfo> clauses) {
    StringBuilder text = new StringBuilder();
    for (TargetReport target : report.targets()) {
      problems(text, target);
      target.failures().forEach(failure -> text.append(article(failure, target, clauses)));
    }
    return text.length() == 0
        ? ""
        : "<section id=\"failures\"><h2>What failed</h2>\n" + text + "</section>\n";
  }

  private static void problems(StringBuilder text, TargetReport target) {
    if (!target.problems().isEmpty()) {
      text.append("<article class=\"failure\"><h3>The suite itself</h3><ul>");
      target.problems().forEach(p -> text.append("<li>").append(Html.prose(p)).append("</li>"));
      text.append("</ul></article>\n");
    }
  }

  private static String article(Failure failure, TargetReport target, List<ClauseInfo> clauses) {
    StringBuilder text = new StringBuilder("<article class=\"failure\"><h3>");
    failure.clauses().forEach(id -> text.append(link(id)));
    text.append(Html.text(failure.title()))
        .append("</h3>\n<p class=\"muted\">")
        .append(Html.text(target.name() + " · " + failure.profile() + " · seed " + failure.seed()))
        .append(" · <code>")
        .append(Html.text(failure.test()))
        .append("</code> ")
        .append(Html.text(failure.location()))
        .append("</p>\n<pre class=\"evidence\" tabindex=\"0\">")
        .append(Html.text(failure.message()))
        .append("</pre>\n");
    sequence(text, failure);
    clauses.stream()
        .filter(clause -> failure.clauses().contains(clause.id()))
        .forEach(clause -> text.append(help(clause)));
    return text.append(command(failure.replay())).append("</article>\n").toString();
  }

  private static String link(String id) {
    return String.format("<a class=\"id\" href=\"#%1$s\">%1$s</a> ", Html.text(id));
  }

  private static void sequence(StringBuilder text, Failure failure) {
    if (!failure.sequence().isEmpty()) {
      text.append("<h4>Shortest sequence</h4><ol class=\"sequence\">");
      failure
          .sequence()
          .forEach(
              step -> text.append("<li><code>").append(Html.text(step)).append("</code></li>"));
      text.append("</ol>\n");
    }
  }

  private static String help(ClauseInfo clause) {
    StringBuilder text = new StringBuilder("<div class=\"help\"><div><h4>What must hold: ");
    text.append(Html.text(clause.id()))
        .append("</h4><p>")
        .append(Html.prose(clause.sentence()))
        .append("</p><h4>Why it matters</h4><p>")
        .append(Html.prose(clause.intent()))
        .append("</p></div><div><h4>What to look at</h4><ul>");
    clause.hints().forEach(hint -> text.append("<li>").append(Html.prose(hint)).append("</li>"));
    return text.append("</ul></div></div>\n").toString();
  }

  private static String command(String replay) {
    return "<p class=\"command\"><span>See it again</span><code>"
        + Html.text(replay)
        + "</code><button type=\"button\" data-copy hidden>Copy</button></p>\n";
  }
}
