package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.property.Step.Verb;
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

/** Any sequence of operations leaves machine and model in agreement (STR-4 to STR-11, STR-16). */
class SequenceProperties {
  private static final int SHORTEST = 40;
  private static final Judge JUDGE =
      new Judge(Clauses.STR_7, Clauses.STR_8, Clauses.STR_9, Clauses.STR_10, Clauses.STR_11);

  @Provide
  Arbitrary<List<Step>> sequences() {
    Arbitrary<Verb> verbs =
        Arbitraries.frequency(
            Tuple.of(4, Verb.HANDLE),
            Tuple.of(8, Verb.OPEN),
            Tuple.of(28, Verb.RECEIVE),
            Tuple.of(8, Verb.CANCEL),
            Tuple.of(2, Verb.CANCEL_ALL),
            Tuple.of(4, Verb.STOP),
            Tuple.of(2, Verb.CLOSE),
            Tuple.of(3, Verb.DUPLICATE),
            Tuple.of(1, Verb.KILL),
            Tuple.of(16, Verb.FILE),
            Tuple.of(6, Verb.VALUE),
            Tuple.of(1, Verb.STRANGE));
    // jqwik prefers small numbers and short lists, which rarely bring an event and a receive
    // together; short failures come from Shortest.
    Arbitrary<Integer> numbers =
        Arbitraries.integers().between(0, 63).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(verbs, numbers, numbers)
        .as(Step::new)
        .list()
        .ofMinSize(SHORTEST)
        .ofMaxSize(Size.times(2 * SHORTEST))
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  @Clause({
    Clauses.STR_4,
    Clauses.STR_5,
    Clauses.STR_6,
    Clauses.STR_7,
    Clauses.STR_8,
    Clauses.STR_9,
    Clauses.STR_10,
    Clauses.STR_11,
    Clauses.STR_16
  })
  @Requires({Capability.STIMULI, Capability.PROCESSES})
  void str8_anySequence_agreesWithTheModel(@ForAll("sequences") List<Step> generated) {
    List<String> stored = CurrentRun.get().replaySequence();
    List<Step> steps = stored.isEmpty() ? generated : Step.parseAll(stored);
    try {
      play(steps);
    } catch (RuntimeException | AssertionError e) {
      List<Step> shortest = Shortest.of(steps, SequenceProperties::fails);
      CurrentRun.get().noteSequence(Step.store(shortest));
      play(shortest);
      throw e;
    }
  }

  private static boolean fails(List<Step> steps) {
    try {
      play(steps);
      return false;
    } catch (RuntimeException | AssertionError e) {
      return true;
    }
  }

  private static void play(List<Step> steps) {
    try (TestBed bed = TestBed.boot(JUDGE)) {
      play(bed, steps);
    }
  }

  private static void play(TestBed bed, List<Step> steps) {
    Play play = new Play(bed);
    play.perform(new Step(Verb.HANDLE, 0, 0));
    play.perform(new Step(Verb.OPEN, 0, 2));
    steps.forEach(play::perform);
    play.end();
    bed.finish();
  }
}
