package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PRC-3: the system volume is resolved at load and, until that succeeds, at each health query. */
@Requires({Capability.FAULTS, Capability.KERNEL_TRACE})
class SystemVolumeClausesTest extends HealthTest {
  private static final String RESOLVE = "ZwQuerySymbolicLinkObject";
  private static final int TERMINATE = 0x0001;

  @Test
  @Clause(Clauses.PRC_3)
  void prc3_volumeUnresolvedAtLoad_matchesNothingUntilAHealthQueryResolvesIt() {
    TestBed bed = bareBed();
    bed.machine().kernelControl().failAll(RESOLVE);
    bed.load();
    Session asking = bed.session();
    long id = bed.activity().startProtectedProcess().id();
    judge().equal((long) TERMINATE, granted(bed, id), "access to a protected image, unresolved");
    told(asking, "the volume can't be resolved");
    judge().equal((long) TERMINATE, granted(bed, id), "access, unresolved still");
    bed.machine().kernelControl().clear();
    told(asking, "the volume is resolved");
    judge().equal(0L, granted(bed, id), "access to a protected image, resolved");
  }

  private static long granted(TestBed bed, long processId) {
    return bed.activity().openProcess(processId, TERMINATE).id();
  }

  @Test
  @Clause(Clauses.PRC_3)
  void prc3_volumeResolvedAtLoad_isNotAskedForAgain() {
    Session asking = session();
    bed().machine().kernelControl().startTrace();
    asking.health();
    List<String> calls = bed().machine().kernelControl().stopTrace();
    judge().that(!calls.contains(RESOLVE), "what is resolved must not be asked for again", calls);
  }
}
