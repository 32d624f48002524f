package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.property.ProcessStep.Verb;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.PolicySetup;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Any sequence of starts, exits, opens and duplicates leaves machine and model in agreement. */
class ProcessProperties {
  private static final int SHORTEST = 30;
  private static final Judge JUDGE =
      new Judge(Clauses.PRC_1, Clauses.PRC_2, Clauses.PRC_3, Clauses.OBJ_1, Clauses.OBJ_3);

  @Provide
  Arbitrary<List<ProcessStep>> sequences() {
    Arbitrary<Verb> verbs =
        Arbitraries.frequency(
            Tuple.of(6, Verb.START),
            Tuple.of(4, Verb.REUSE),
            Tuple.of(4, Verb.EXIT),
            Tuple.of(8, Verb.OPEN),
            Tuple.of(5, Verb.DUPLICATE));
    Arbitrary<Integer> numbers =
        Arbitraries.integers().between(0, 63).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(verbs, numbers, numbers, numbers)
        .as(ProcessStep::new)
        .list()
        .ofMinSize(SHORTEST)
        .ofMaxSize(Size.times(2 * SHORTEST))
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  @Clause({Clauses.PRC_1, Clauses.PRC_2, Clauses.PRC_3, Clauses.OBJ_1, Clauses.OBJ_3})
  @Requires({Capability.STIMULI, Capability.PROCESSES})
  void prc1_anySequence_agreesWithTheModel(@ForAll("sequences") List<ProcessStep> generated) {
    List<String> stored = CurrentRun.get().replaySequence();
    List<ProcessStep> steps = stored.isEmpty() ? generated : ProcessStep.parseAll(stored);
    try {
      play(steps);
    } catch (RuntimeException | AssertionError e) {
      List<ProcessStep> shortest = Shortest.of(steps, ProcessProperties::fails);
      CurrentRun.get().noteSequence(ProcessStep.store(shortest));
      play(shortest);
      throw e;
    }
  }

  private static boolean fails(List<ProcessStep> steps) {
    try {
      play(steps);
      return false;
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }

  private static void play(List<ProcessStep> steps) {
    try (TestBed bed = TestBed.bare(JUDGE)) {
      PolicySetup.setList(bed, "BlockedImages", List.of(ProcessPlay.BLOCKED));
      bed.load();
      ProcessPlay play = new ProcessPlay(bed);
      steps.forEach(play::perform);
      bed.finish();
    }
  }
}
