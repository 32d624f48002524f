package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.property.HealthStep.Verb;
import dev.auroraedr.km.conformance.suite.support.Judge;
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

/** Whatever an attacker does between whose queries, each handle is told what HLT-3 says. */
class HealthProperties {
  private static final int SHORTEST = 20;
  private static final Judge JUDGE = new Judge(Clauses.HLT_1, Clauses.HLT_3, Clauses.HLT_9);

  @Provide
  Arbitrary<List<HealthStep>> sequences() {
    Arbitrary<Verb> verbs =
        Arbitraries.frequency(
            Tuple.of(4, Verb.OPEN),
            Tuple.of(2, Verb.CLOSE),
            Tuple.of(14, Verb.ASK),
            Tuple.of(2, Verb.ASK_WITHOUT_HANDLE),
            Tuple.of(2, Verb.ASK_IN_VAIN),
            Tuple.of(1, Verb.STATUS),
            Tuple.of(10, Verb.LOSE),
            Tuple.of(5, Verb.SILENCE),
            Tuple.of(4, Verb.REVIVE),
            Tuple.of(3, Verb.PREVENT),
            Tuple.of(2, Verb.ALLOW));
    Arbitrary<Integer> choices =
        Arbitraries.integers().between(0, 63).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(verbs, choices)
        .as(HealthStep::new)
        .list()
        .ofMinSize(SHORTEST)
        .ofMaxSize(Size.times(2 * SHORTEST))
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  @Clause({Clauses.HLT_1, Clauses.HLT_3, Clauses.HLT_9})
  @Requires({Capability.TAMPER, Capability.FAULTS, Capability.KERNEL_CALLER})
  void hlt3_anyTampering_agreesWithTheModel(@ForAll("sequences") List<HealthStep> generated) {
    List<String> stored = CurrentRun.get().replaySequence();
    List<HealthStep> steps =
        stored.isEmpty() ? generated : stored.stream().map(HealthStep::parse).toList();
    try {
      play(steps);
    } catch (RuntimeException | AssertionError e) {
      List<HealthStep> shortest = Shortest.of(steps, HealthProperties::fails);
      CurrentRun.get().noteSequence(shortest.stream().map(HealthStep::toString).toList());
      play(shortest);
      throw e;
    }
  }

  private static boolean fails(List<HealthStep> steps) {
    try {
      play(steps);
      return false;
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }

  private static void play(List<HealthStep> steps) {
    try (TestBed bed = TestBed.boot(JUDGE)) {
      HealthPlay play = new HealthPlay(bed);
      play.perform(new HealthStep(Verb.OPEN, 0));
      play.perform(new HealthStep(Verb.OPEN, 0));
      steps.forEach(play::perform);
      play.end();
      bed.finish();
    }
  }
}
