package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.clause.FaultSweep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The fault sweep: which scenarios were run with which kernel calls failing (LOD-1, LOD-2). */
final class SweepSection {
  private SweepSection() {}

  static String write(ConformanceReport report) {
    StringBuilder text = new StringBuilder();
    for (TargetReport target : report.targets()) {
      if (!target.sweeps().isEmpty()) {
        text.append(table(target));
      }
    }
    return text.length() == 0
        ? ""
        : "<section id=\"sweep\"><h2>Fault sweep</h2>\n" + text + "</section>\n";
  }

  private static String table(TargetReport target) {
    List<FaultSweep> sweeps = target.sweeps();
    int sites = sweeps.stream().mapToInt(sweep -> sweep.sites().size()).sum();
    return "<details class=\"sweep\"><summary><b>"
        + Html.text(target.name())
        + "</b> "
        + Html.count(sweeps.size(), "scenario")
        + ", "
        + Html.count(sites, "site")
        + ", each failed with "
        + Html.text(String.join(" and ", sweeps.get(0).statuses()))
        + "</summary>\n<table><thead><tr><th scope=\"col\">Scenario</th>"
        + "<th scope=\"col\">Profile</th><th scope=\"col\">Sites</th>"
        + "<th scope=\"col\">Kernel calls</th></tr></thead><tbody>\n"
        + sweeps.stream().map(SweepSection::row).collect(Collectors.joining())
        + "</tbody></table></details>\n";
  }

  private static String row(FaultSweep sweep) {
    return "<tr><th scope=\"row\">"
        + Html.text(sweep.scenario())
        + "</th><td>"
        + Html.text(sweep.profile())
        + "</td><td>"
        + sweep.sites().size()
        + "</td><td><code>"
        + Html.text(calls(sweep.sites()))
        + "</code></td></tr>\n";
  }

  /** Each call once, with how many of its calls are sites. */
  private static String calls(List<String> sites) {
    Map<String, Integer> counts = new TreeMap<>();
    sites.forEach(site -> counts.merge(site.replaceFirst(" #.*", ""), 1, Integer::sum));
    return counts.entrySet().stream()
        .map(each -> each.getKey() + (each.getValue() == 1 ? "" : " × " + each.getValue()))
        .collect(Collectors.joining(", "));
  }
}
