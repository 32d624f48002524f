package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.fixtures.ClauseInfo;
import dev.auroraedr.km.fixtures.UnknownClauseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Picks clauses by id or by pattern, such as {@code STR-*}. */
final class ClauseSelection {
  private ClauseSelection() {}

  /** All clauses if there is no pattern; else those that a pattern names, in the list's order. */
  static List<ClauseInfo> pick(List<ClauseInfo> clauses, List<String> patterns) {
    if (patterns.isEmpty()) {
      return clauses;
    }
    Set<String> ids = new LinkedHashSet<>();
    for (String pattern : patterns) {
      ids.addAll(matching(clauses, pattern));
    }
    return clauses.stream().filter(clause -> ids.contains(clause.id())).toList();
  }

  private static List<String> matching(List<ClauseInfo> clauses, String pattern) {
    String glob = pattern.trim().toUpperCase(Locale.ROOT);
    Pattern regex = Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
    List<String> found =
        clauses.stream().map(ClauseInfo::id).filter(id -> regex.matcher(id).matches()).toList();
    if (found.isEmpty()) {
      throw new UnknownClauseException(pattern, families(clauses));
    }
    return found;
  }

  private static List<String> families(List<ClauseInfo> clauses) {
    return clauses.stream().map(clause -> clause.family() + "-*").distinct().toList();
  }
}
