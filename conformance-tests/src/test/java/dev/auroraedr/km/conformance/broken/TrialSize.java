package dev.auroraedr.km.conformance.broken;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which targets a trial tries. An ordinary build has no time for all: it tries one broken target
 * for each clause, every fourth of the others, and a few of those that differ where they may. All
 * of them are tried with {@code -Dtrial.all=true}, as {@code edrkm check --long} does, and those
 * whose names hold one of the words of {@code -Dtrial.only=WORD,WORD}.
 */
final class TrialSize {
  private static final boolean ALL = Boolean.getBoolean("trial.all");
  private static final List<String> ONLY = List.of(System.getProperty("trial.only", "").split(","));
  private static final boolean CHOSEN = System.getProperty("trial.only") != null;
  private static final int ONE_IN = 4;
  private static final int FEW = 3;

  private TrialSize() {}

  static List<BrokenTarget> broken() {
    List<BrokenTarget> all = BrokenTargets.all();
    if (ALL || CHOSEN) {
      return all.stream().filter(target -> isNamed(target.name())).toList();
    }
    Set<String> seen = new HashSet<>();
    return IntStream.range(0, all.size())
        .filter(i -> seen.addAll(all.get(i).clauses()) | i % ONE_IN == 0)
        .mapToObj(all::get)
        .toList();
  }

  static List<DifferentTargets.Different> different() {
    List<DifferentTargets.Different> all = DifferentTargets.all();
    if (ALL || CHOSEN) {
      return all.stream().filter(target -> isNamed(target.name())).toList();
    }
    int step = Math.max(1, all.size() / FEW);
    return IntStream.range(0, all.size())
        .filter(i -> i % step == 0)
        .limit(FEW)
        .mapToObj(all::get)
        .toList();
  }

  private static boolean isNamed(String name) {
    return ONLY.stream().anyMatch(name::contains);
  }
}
