package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which tests a run executes, and in which step.
 *
 * @param clauses selected clauses
 * @param all every test method of the suite
 * @param ordinary tests of the first step
 * @param timed tests of clauses judged by time, run last and alone
 */
record SuitePlan(
    List<ClauseInfo> clauses,
    List<SuiteTest> all,
    List<SuiteTest> ordinary,
    List<SuiteTest> timed) {

  static SuitePlan of(List<ClauseInfo> selected, List<SuiteTest> all, Target target) {
    Set<String> applicable =
        selected.stream()
            .filter(clause -> !clause.pending() && clause.isShownBy(target.kind()))
            .map(ClauseInfo::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> timedIds =
        selected.stream().filter(ClauseInfo::timed).map(ClauseInfo::id).collect(Collectors.toSet());
    List<SuiteTest> ordinary = new ArrayList<>();
    List<SuiteTest> timed = new ArrayList<>();
    for (SuiteTest test : all) {
      if (test.shows(applicable) && test.missingOn(target.capabilities()).isEmpty()) {
        (test.shows(timedIds) ? timed : ordinary).add(test);
      }
    }
    return new SuitePlan(selected, all, ordinary, timed);
  }

  /** Tests of the suite that say nothing about any clause. */
  List<String> withoutClause() {
    return all.stream().filter(test -> test.clauses().isEmpty()).map(SuiteTest::name).toList();
  }

  List<SuiteTest> showing(String clause) {
    return all.stream().filter(test -> test.clauses().contains(clause)).toList();
  }
}
