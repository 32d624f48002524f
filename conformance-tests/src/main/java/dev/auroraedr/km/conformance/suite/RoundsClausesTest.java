package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.fixtures.Clauses;
import org.junit.jupiter.api.Test;

/** UNL-2: load, use and unload again and again; any size of the suite above 1 does a thousand. */
class RoundsClausesTest extends ClauseTest {
  private static final int ROUNDS = Integer.getInteger("edrkm.suite.size", 1) > 1 ? 1_000 : 30;

  @Test
  @Clause(Clauses.UNL_2)
  @Requires({Capability.UNLOAD, Capability.KERNEL_TRACE, Capability.VERIFIER})
  void unl2_manyRounds_nothingGrows() {
    TestBed bed = bareBed();
    round(bed);
    KernelCosts first = bed.machine().costs();
    for (int i = 1; i < ROUNDS; i++) {
      round(bed);
      KernelCosts now = bed.machine().costs();
      judge().equal(first.poolBytes(), now.poolBytes(), "pool bytes after round " + (i + 1));
      judge().equal(first.poolBlocks(), now.poolBlocks(), "pool blocks after round " + (i + 1));
    }
    judge()
        .that(
            bed.machine().violations().isEmpty(),
            ROUNDS + " rounds must leave nothing behind",
            bed.machine().violations());
  }

  private static void round(TestBed bed) {
    bed.load();
    Session session = bed.session();
    Stream stream = session.openStream(EventMask.ALL, 0);
    stream.pend(2);
    bed.activity().createFiles(3);
    bed.activity().setValue();
    long process = bed.activity().startProtectedProcess().id();
    bed.activity().openProcess(process, 1);
    bed.activity().exitProcess(process);
    session.health();
    session.status();
    session.openStream().stop();
    bed.endProcesses();
    bed.unload();
  }
}
