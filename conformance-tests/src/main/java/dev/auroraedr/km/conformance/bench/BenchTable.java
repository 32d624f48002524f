package dev.auroraedr.km.conformance.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows figures as a table of fixed-width columns. */
final class BenchTable {
  private static final String ROW = "%-14s %-58s %12s %12s %-14s %6s  %s%n";

  private BenchTable() {}

  static String of(List<BenchResult> results) {
    StringBuilder table = new StringBuilder();
    table.append(row("figure", "parameters", "ours", "floor", "unit", "ratio", "aim"));
    results.forEach(result -> table.append(row(result)));
    return table.toString();
  }

  private static String row(BenchResult result) {
    String parameters =
        result.parameters().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(" "));
    return row(
        result.name(),
        parameters,
        number(result.ours().score()),
        number(result.floor().score()),
        result.ours().unit(),
        String.format(Locale.ROOT, "%.2f", result.ratio()),
        verdict(result));
  }

  private static String verdict(BenchResult result) {
    String aim = result.aim().text();
    return aim.isEmpty() ? "" : aim + (result.met() ? " met" : " MISSED");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10_000 ? "%,.2f" : "%,.0f", value);
  }

  private static String row(String... columns) {
    return String.format(Locale.ROOT, ROW, (Object[]) columns);
  }
}
