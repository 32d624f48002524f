package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.FaultSites;
import dev.auroraedr.km.conformance.suite.support.FaultSites.Fault;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.fixtures.Clauses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** LOD-2: discovery, repair and a mandatory unload with each of their kernel calls failing. */
@Requires({
  Capability.FAULTS,
  Capability.KERNEL_TRACE,
  Capability.VARIATIONS,
  Capability.TAMPER,
  Capability.VERIFIER
})
class RepairFaultsClausesTest extends HealthTest {
  /** A query that finds one callback missing; what it can't do, the next one does. */
  private final class Repairing implements FaultSites.Scenario {
    private final Watched lost;
    private TestBed bed;
    private Session asking;
    private Session other;
    private boolean answered;

    Repairing(Watched lost) {
      this.lost = lost;
    }

    @Override
    public KernelControl begin() {
      bed = TestBed.bare(judge(), Variations.SIGNED).load();
      asking = bed.session();
      other = bed.session();
      lost.lose(bed.machine());
      return bed.machine().kernelControl();
    }

    @Override
    public void run() {
      answered = asking.control(Requests.health()).status() == NtStatus.SUCCESS;
    }

    @Override
    public void end(Fault fault) {
      String where = lost + " lost, a query with " + fault;
      if (!answered) {
        judge().that(fault != null, "an undisturbed query must succeed", "failure");
        isTold(asking, "after " + where + ", which failed");
      }
      told(asking, "repaired after " + where);
      isTold(other, "another handle after " + where);
      told(other, "another handle's second report after " + where);
      bed.finish();
      bed.close();
    }

    /** A canary that is refused for another reason than memory makes a discovery of its own. */
    private void isTold(Session session, String what) {
      judge().equal(0L, session.health().of(lost), "the first report on " + lost + ", " + what);
    }
  }

  @ParameterizedTest
  @EnumSource(Watched.class)
  @Clause({Clauses.LOD_2, Clauses.HLT_3})
  void lod2_repairWithAnyCallFailing_leaksNothingAndIsMadeUpFor(Watched lost) {
    FaultSites.sweep("health query that finds " + lost + " missing", new Repairing(lost));
  }

  /** A mandatory unload with a stream, a pending receive and a repaired callback of each kind. */
  private final class Forced implements FaultSites.Scenario {
    private TestBed bed;
    private int status;

    @Override
    public KernelControl begin() {
      bed = TestBed.bare(judge(), Variations.SIGNED).load();
      Session session = bed.session();
      for (Watched callback : Watched.values()) {
        callback.lose(bed.machine());
      }
      session.health();
      Stream stream = session.openStream();
      stream.pend();
      return bed.machine().kernelControl();
    }

    @Override
    public void run() {
      status = bed.unload(UnloadKind.FILTER_MANDATORY);
    }

    @Override
    public void end(Fault fault) {
      judge().status(NtStatus.SUCCESS, status, "a mandatory unload with " + fault);
      bed.finish();
      judge().status(NtStatus.SUCCESS, bed.machine().load(), "the load after it");
      bed.close();
    }
  }

  @Test
  @Clause({Clauses.LOD_2, Clauses.UNL_1})
  @Requires({Capability.UNLOAD, Capability.FILTER_UNLOAD})
  void lod2_mandatoryUnloadWithAnyCallFailing_leavesNothing() {
    FaultSites.sweep("mandatory unload", new Forced());
  }
}
