package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.property.RegistryStep.Verb;
import dev.auroraedr.km.conformance.property.RegistryStep.Writer;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Any sequence of writes leaves registry and model in agreement (REG-1 to REG-4, REG-6). */
class RegistryProperties {
  private static final Judge JUDGE =
      new Judge(Clauses.REG_1, Clauses.REG_2, Clauses.REG_3, Clauses.REG_4, Clauses.REG_6);
  private static final List<String> NAMES = List.of("a", "B", "cc");
  private static final List<String> ENTRIES =
      List.of("\\a", "\\a\\b", "\\B\\CC", "\\*\\a", "\\cc\\*\\b", "\\b\\a\\cc", "\\cc");

  /** All keys of one to three components. */
  private static List<String> keys() {
    List<String> keys = new ArrayList<>(NAMES);
    for (String first : NAMES) {
      for (String second : NAMES) {
        keys.add(first + '\\' + second);
        NAMES.forEach(third -> keys.add(first + '\\' + second + '\\' + third));
      }
    }
    return keys;
  }

  @Provide
  Arbitrary<List<RegistryStep>> writes() {
    Arbitrary<Verb> verbs =
        Arbitraries.frequency(
            Tuple.of(5, Verb.SET),
            Tuple.of(2, Verb.UNSET),
            Tuple.of(4, Verb.CREATE),
            Tuple.of(3, Verb.DELETE),
            Tuple.of(4, Verb.RENAME));
    Arbitrary<Writer> writers =
        Arbitraries.frequency(
            Tuple.of(4, Writer.SHELL), Tuple.of(1, Writer.LSASS), Tuple.of(1, Writer.KERNEL));
    return Combinators.combine(
            verbs, Arbitraries.of(keys()), Arbitraries.of("A", "b", "Cc"), writers)
        .as(RegistryStep::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(60)
        .withSizeDistribution(RandomDistribution.uniform());
  }

  @Provide
  Arbitrary<List<String>> entries() {
    return Arbitraries.of(ENTRIES)
        .map(entry -> RegistryPlay.BASE + entry)
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .ofMaxSize(2);
  }

  @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
  @Clause({Clauses.REG_1, Clauses.REG_2, Clauses.REG_3, Clauses.REG_4, Clauses.REG_6})
  @Requires({Capability.STIMULI, Capability.PEER})
  void reg2_anySequenceOfWrites_agreesWithTheModel(
      @ForAll("writes") List<RegistryStep> steps,
      @ForAll("entries") List<String> monitored,
      @ForAll("entries") List<String> blocked) {
    try (TestBed bed = TestBed.bare(JUDGE)) {
      RegistryPlay play = new RegistryPlay(bed, monitored, blocked);
      steps.forEach(play::perform);
      play.end(keys(), NAMES);
      bed.finish();
    }
  }
}
