package dev.auroraedr.km.conformance.diff;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run of the differential engine as one page without scripts. */
public final class DiffHtml {
  private static final String STYLE =
      "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;"
          + "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse}td,th{text-align:left;"
          + "padding:.2rem .8rem .2rem 0;vertical-align:top}th{font-weight:600}"
          + "pre{overflow-x:auto;padding:.6rem;border:1px solid #8888}.n{text-align:right}</style>";

  private DiffHtml() {}

  /** The page. */
  public static String write(List<String> names, DiffRun.Options options, DiffRun.Result result) {
    String title = text(String.join(" and ", names));
    StringBuilder page = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head>");
    page.append("<meta charset=\"utf-8\"><title>").append(title).append("</title>");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">").append(STYLE);
    page.append("</head><body><h1>").append(title).append(", byte by byte</h1>\n<p>");
    page.append(
        String.format(
            Locale.ROOT,
            "%,d steps on %,d machines with seed %d: %d kinds of divergence.</p>%n",
            result.steps(),
            result.reach().machines(),
            options.seed(),
            result.divergences().size()));
    for (Divergence divergence : result.divergences()) {
      page.append("<h2>Divergence at ").append(text(divergence.operation())).append("</h2>\n<pre>");
      DiffText.of(divergence, names).forEach(line -> page.append(text(line)).append('\n'));
      page.append("</pre>\n");
    }
    reach(page, result.reach());
    return page.append("</body></html>\n").toString();
  }

  private static void reach(StringBuilder page, Reach reach) {
    page.append("<h2>What was reached</h2>\n");
    page.append(
        String.format(
            Locale.ROOT,
            "<p>%,d steps were left out, as what they concern was not there. At most %d streams"
                + " were open and %d requests pended at once.</p>%n",
            reach.leftOut(),
            reach.mostStreams(),
            reach.mostPending()));
    Map<String, Map<String, Long>> tables = new TreeMap<>(reach.operations());
    page.append("<table><tr><th>Operation</th><th>Outcome</th><th class=\"n\">Times</th></tr>\n");
    tables.forEach((name, outcomes) -> rows(page, name, outcomes));
    rows(page, "kernel calls that failed", reach.faults());
    rows(page, "machines by profile", reach.profiles());
    Map<String, Long> events = new TreeMap<>();
    reach.events().forEach((type, count) -> events.put("type " + type, count));
    rows(page, "events received", events);
    page.append("</table>\n");
  }

  private static void rows(StringBuilder page, String name, Map<String, Long> counts) {
    String[] shown = {name};
    counts.forEach(
        (outcome, count) -> {
          page.append("<tr><th scope=\"row\">").append(text(shown[0])).append("</th><td>");
          page.append(text(outcome)).append("</td><td class=\"n\">");
          page.append(String.format(Locale.ROOT, "%,d", count)).append("</td></tr>\n");
          shown[0] = "";
        });
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
