package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.ProtectionMode;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-7 and FST-1: a system that accepts callbacks and never calls them. */
@Requires(Capability.TAMPER)
class SilentSystemClausesTest extends HealthTest {
  private static final List<Watched> NEVER_CALLED =
      List.of(Watched.REGISTRY, Watched.OBJECT, Watched.MINIFILTER);

  @Test
  @Clause({Clauses.HLT_7, Clauses.HLT_8})
  void hlt7_callbacksNeverCalled_areNotRegisteredAndTheProcessToggleKnowsNoBetter() {
    Session asking = silentBed().session();
    Watched[] missing = NEVER_CALLED.toArray(Watched[]::new);
    for (int i = 0; i < 3; i++) {
      Health told = told(asking, "on a system that never calls, query " + i, missing);
      judge().equal(0L, told.count(), "process_notify_count where no routine is called");
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_7})
  void hlt7_foundSoTheFirstTime_isADiscoveryThatCantBeRepaired() {
    TestBed bed = silentBed();
    Stream events = tamperStream(bed);
    Session asking = bed.session();
    asking.health();
    List<RawEvent> found = events(events);
    judge().equal(NEVER_CALLED.size(), found.size(), "discoveries of the first query");
    for (Watched callback : NEVER_CALLED) {
      isDiscovery(discoveryOf(callback, found), callback, false, asking);
    }
    asking.health();
    bed.session().health();
    noEvent(events, "later queries on a system that never calls");
  }

  @Test
  @Clause({Clauses.HLT_4, Clauses.HLT_7})
  @Requires(Capability.FAULTS)
  void hlt7_registryRegistrationFails_isThePictureOfWine() {
    TestBed bed = bareBed();
    bed.machine().tamper().neverCall();
    Watched.REGISTRY.preventRepair(bed.machine());
    bed.load();
    Session asking = bed.session();
    for (int i = 0; i < 2; i++) {
      Health expected = new Health(0, 1, 2, 0, 0);
      judge().equal(expected, asking.health(), "health where registry registration fails");
    }
    RawStruct status = asking.status();
    judge().equal(2L, status.get("filter_status"), "filter_status");
    judge().equal(0L, status.get("instance_count"), "instance_count");
    judge()
        .equal(
            (long) ProtectionMode.PARTIAL_PROTECTION,
            status.get("protection_mode"),
            "protection_mode");
  }

  @Test
  @Clause({Clauses.FST_1, Clauses.HLT_7})
  @Requires(Capability.KERNEL_TRACE)
  void fst1_setUpNeverCalled_isZeroWithoutEnumerating() {
    TestBed bed = silentBed();
    Session asking = bed.session();
    bed.machine().kernelControl().startTrace();
    judge().equal(0L, asking.status().get("instance_count"), "instance_count");
    asking.health();
    List<String> calls = bed.machine().kernelControl().stopTrace();
    judge()
        .that(
            !calls.contains("FltEnumerateInstances"),
            "FltEnumerateInstances must not be called before a volume was offered",
            calls);
    judge()
        .that(
            !calls.contains("FltEnumerateVolumes"),
            "volumes must not be looked for by a repair before one was offered",
            calls);
  }

  @Test
  @Clause({Clauses.FST_3, Clauses.HLT_7})
  void fst3_modeOfASystemThatNeverCalls_isWhatLoadChose() {
    Session asking = silentBed().session();
    asking.health();
    RawStruct status = asking.status();
    judge().equal((long) ProtectionMode.FULL, status.get("protection_mode"), "protection_mode");
    judge().equal(2L, status.get("filter_status"), "filter_status");
  }

  @Test
  @Clause(Clauses.HLT_7)
  void hlt7_streamsOnASystemThatNeverCalls_getNothingButDiscoveries() {
    TestBed bed = silentBed();
    Session asking = bed.session();
    asking.health();
    Stream all =
        bed.session().openStream(EventMask.FILE_CREATE | EventMask.PROCESS | EventMask.REGISTRY, 0);
    bed.activity().createFile();
    bed.activity().setValue();
    bed.activity().startProcess();
    noEvent(all, "operations on a system that never calls");
  }

  private TestBed silentBed() {
    TestBed bed = bareBed();
    bed.machine().tamper().neverCall();
    return bed.load();
  }
}
