package dev.auroraedr.km.conformance.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Measured latencies as a histogram over a logarithmic axis, beside the floor of the same run. */
final class LatencySection {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 260;
  private static final int BASE = 220;
  private static final double STEP = (double) WIDTH / Latency.BUCKETS;
  private static final long LIMIT = 1_000_000;

  private LatencySection() {}

  static String write(ConformanceReport report) {
    StringBuilder text = new StringBuilder();
    for (TargetReport target : report.targets()) {
      List<Latency> all = target.measurements().stream().map(Latency::of).toList();
      all.stream()
          .map(Latency::clause)
          .distinct()
          .forEach(
              clause ->
                  text.append(
                      figure(
                          target.name(),
                          all.stream().filter(l -> l.clause().equals(clause)).toList())));
    }
    return text.length() == 0
        ? ""
        : "<section id=\"latency\"><h2>Latency</h2>\n" + text + "</section>\n";
  }

  private static String figure(String target, List<Latency> series) {
    Comparator<Latency> byTail = Comparator.comparingLong(Latency::p99);
    Latency event = series.stream().filter(l -> !l.isFloor()).min(byTail).orElse(series.get(0));
    List<Latency> floors =
        series.stream().filter(l -> l.isFloor() && l.round() == event.round()).toList();
    return "<figure class=\"latency\"><figcaption><b>"
        + Html.text(event.clause() + " on " + target)
        + "</b> best of "
        + Html.count((int) series.stream().filter(l -> !l.isFloor()).count(), "round")
        + ": 99th percentile "
        + time(event.p99())
        + ", 99.9th "
        + time(event.p999())
        + (floors.isEmpty() ? "" : "; floor of the same round " + time(floors.get(0).p99()))
        + "</figcaption>\n<div class=\"scroll\" tabindex=\"0\">"
        + chart(event, floors)
        + "</div>"
        + "<p class=\"key\"><span class=\"event\">callback to packet</span>"
        + (floors.isEmpty()
            ? ""
            : "<span class=\"floor\">floor: the same wake-up, no driver</span>")
        + "</p>\n"
        + rounds(series, event)
        + "</figure>\n";
  }

  private static String chart(Latency event, List<Latency> floors) {
    double top = event.buckets().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    for (Latency floor : floors) {
      top = Math.max(top, floor.buckets().stream().mapToDouble(d -> d).max().orElse(0));
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg viewBox=\"-30 -14 %d %d\" role=\"img\" aria-label=\"Share of events by"
                + " latency, logarithmic from 1 microsecond to 10 milliseconds\">",
            WIDTH + 60, HEIGHT + 14));
    axis(svg);
    for (int i = 0; i < Latency.BUCKETS; i++) {
      bar(svg, i, event.buckets().get(i) / Math.max(top, 1e-9));
    }
    for (Latency floor : floors) {
      svg.append("<path class=\"floor\" d=\"").append(outline(floor, top)).append("\"/>");
    }
    mark(svg, event.p99(), "99 %", "mark");
    mark(svg, LIMIT, "limit 1 ms", "limit");
    return svg.append("</svg>").toString();
  }

  private static void axis(StringBuilder svg) {
    String[] labels = {"1 µs", "10 µs", "100 µs", "1 ms", "10 ms"};
    for (int i = 0; i < labels.length; i++) {
      double x = i * Latency.PER_DECADE * STEP;
      svg.append(
          format(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/><text x=\"%.1f\""
                  + " y=\"%d\">%s</text>",
              x, x, BASE, x, BASE + 24, labels[i]));
    }
  }

  private static void bar(StringBuilder svg, int index, double share) {
    double height = share * BASE * 0.9;
    if (height > 0) {
      svg.append(
          format(
              "<rect class=\"event\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              index * STEP + 1, BASE - height, STEP - 2, height));
    }
  }

  private static String outline(Latency floor, double top) {
    StringBuilder path = new StringBuilder(format("M0 %d", BASE));
    for (int i = 0; i < Latency.BUCKETS; i++) {
      double y = BASE - floor.buckets().get(i) / top * BASE * 0.9;
      path.append(format("L%.1f %.1fL%.1f %.1f", i * STEP, y, (i + 1) * STEP, y));
    }
    return path.append(format("L%d %d", WIDTH, BASE)).toString();
  }

  private static void mark(StringBuilder svg, long nanos, String label, String style) {
    double position = Math.log10((double) Math.max(nanos, 1) / Latency.LOWEST);
    double x = Math.max(0, Math.min(WIDTH, position * Latency.PER_DECADE * STEP));
    svg.append(
        format(
            "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"8\" y2=\"%d\"/><text class=\"%s\""
                + " x=\"%.1f\" y=\"2\">%s</text>",
            style, x, x, BASE, style, x, label));
  }

  private static String rounds(List<Latency> series, Latency best) {
    StringBuilder rows = new StringBuilder();
    for (Latency row : series) {
      rows.append(row.equals(best) ? "<tr class=\"best\">" : "<tr>")
          .append("<th scope=\"row\">")
          .append(Html.text(row.name() + ", round " + row.round()))
          .append(row.equals(best) ? " (best)" : "")
          .append("</th>");
      for (long value : new long[] {row.p50(), row.p99(), row.p999(), row.max()}) {
        rows.append("<td>").append(time(value)).append("</td>");
      }
      rows.append(format("<td>%,d</td></tr>\n", row.count()));
    }
    return "<table class=\"rounds\"><thead><tr><th scope=\"col\">Series</th><th"
        + " scope=\"col\">median</th><th scope=\"col\">99 %</th><th scope=\"col\">99.9 %</th><th"
        + " scope=\"col\">largest</th><th scope=\"col\">values</th></tr></thead><tbody>"
        + rows
        + "</tbody></table>\n";
  }

  private static String time(long nanos) {
    return nanos < 1_000_000 ? format("%.1f µs", nanos / 1e3) : format("%.2f ms", nanos / 1e6);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
