package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerRegistryCallback;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-2 and HLT-8: how canaries are issued, and that nobody notices them. */
class CanaryClausesTest extends HealthTest {
  private static final List<String> CANARIES =
      List.of("ZwOpenKey", "ZwCreateFile", "ObOpenObjectByPointer");

  @Test
  @Clause(Clauses.HLT_2)
  void hlt2_queries_makeNoEventOfAnyType() {
    Session asking = session();
    Session other = session();
    Stream all = session().openStream(0, 0);
    for (int i = 0; i < 5; i++) {
      told(asking, "query " + i);
      told(other, "query " + i + " of another handle");
    }
    noEvent(all, "health queries with nothing missing");
  }

  @Test
  @Clause({Clauses.HLT_2, Clauses.HLT_6})
  void hlt2_queries_countNoProcessEvent() {
    Session asking = session();
    long before = asking.health().count();
    for (int i = 0; i < 5; i++) {
      judge().equal(before, asking.health().count(), "process_notify_count after queries");
    }
  }

  @Test
  @Clause(Clauses.HLT_2)
  void hlt2_queries_leaveStreamsAndOtherHandlesAlone() {
    Session asking = session();
    Stream stream = session().openStream();
    var receive = stream.pend();
    asking.health();
    bed().machine().quiesce();
    judge().that(!receive.ended(), "a receive must pend through a query", "ended");
    judge().equal(1L, asking.activeStreams(), "active_streams after a query");
    String path = bed().activity().createFile();
    judge().equal(List.of(path), stream.batch(receive).names(), "the event after the query");
  }

  @Test
  @Clause(Clauses.HLT_2)
  @Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void hlt2_operationsInTheMiddleOfAQuery_goOnAndAreReported() {
    Session asking = session();
    Stream stream = session().openStream(EventMask.FILE_CREATE | EventMask.REGISTRY, 0);
    asking.health();
    bed().machine().kernelControl().atEvery(call -> operate(stream, call));
    Health told = asking.health();
    bed().machine().kernelControl().clear();
    judge().equal(Health.allWell(told.count()), told, "health with operations in the middle");
  }

  private void operate(Stream stream, String call) {
    String where = " in the middle of a query, at " + call;
    String path = bed().activity().createFile();
    String value = bed().activity().setValue();
    var found = events(stream);
    judge().equal(2, found.size(), "events of a file and a value" + where);
    judge().equal(path, found.get(0).name(), "file" + where);
    judge().equal(value, found.get(1).name2(), "value" + where);
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_8})
  @Requires(Capability.KERNEL_TRACE)
  void hlt8_eachQuery_issuesEachCanaryOnce() {
    Session asking = session();
    for (int i = 0; i < 3; i++) {
      List<String> calls = trace(() -> told(asking, "a traced query"));
      for (String canary : CANARIES) {
        judge().equal(1L, count(calls, canary), canary + " in one query");
      }
    }
  }

  @Test
  @Clause(Clauses.HLT_8)
  @Requires(Capability.KERNEL_TRACE)
  void hlt8_objectCanary_leavesNoHandle() {
    Session asking = session();
    List<String> calls = trace(asking::health);
    judge().equal(1L, count(calls, "ZwClose"), "handles closed by a query, that of its canary");
  }

  @Test
  @Clause({Clauses.HLT_8, Clauses.FST_1})
  @Requires({Capability.KERNEL_TRACE, Capability.TAMPER})
  void hlt8_minifilterStatus_runsNoCanaryAndTouchesNoLatch() {
    Session asking = session();
    Session other = session();
    List<String> calls = trace(asking::status);
    for (String canary : CANARIES) {
      judge().equal(0L, count(calls, canary), canary + " in QUERY_MINIFILTER_STATUS");
    }
    Watched.OBJECT.lose(bed().machine());
    asking.status();
    told(asking, "the first health query after status queries", Watched.OBJECT);
    other.status();
    told(other, "the first health query of another handle", Watched.OBJECT);
  }

  private List<String> trace(Runnable operation) {
    bed().machine().kernelControl().startTrace();
    operation.run();
    return bed().machine().kernelControl().stopTrace();
  }

  private static long count(List<String> calls, String name) {
    return calls.stream().filter(name::equals).count();
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  @Requires(Capability.FAULTS)
  void hlt8_canaryWithoutMemory_failsTheQueryAndNothingElse() {
    for (String canary : CANARIES) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      bed.machine().kernelControl().fail(canary, 1);
      outOfMemory(asking, canary);
      told(asking, "after a query that failed at " + canary);
      noEvent(events, "a query that failed at " + canary);
    }
  }

  private static void outOfMemory(Session asking, String canary) {
    asking.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.health(), "a query without memory at " + canary);
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  @Requires({Capability.FAULTS, Capability.TAMPER})
  void hlt8_canaryWithoutMemory_losesNoDiscovery() {
    for (Watched callback : Watched.values()) {
      for (String canary : CANARIES) {
        for (int nth = 1; nth <= 2; nth++) {
          discoveryAfterAFailure(callback, canary, nth);
        }
      }
    }
  }

  /** The second canary of a query is the one that looks whether the repair has worked. */
  private void discoveryAfterAFailure(Watched callback, String canary, int nth) {
    String what = callback + " taken away, number " + nth + " of " + canary + " failing";
    try (TestBed bed = TestBed.boot(judge())) {
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      Session other = bed.session();
      callback.lose(bed.machine());
      bed.machine().kernelControl().fail(canary, nth);
      if (asking.handle().control(Requests.health()).status() == NtStatus.SUCCESS) {
        bed.machine().kernelControl().clear();
        discovered(events, callback, true, asking);
      } else {
        noEvent(events, "a query that failed, " + what);
        told(asking, "the query after one that failed, " + what, callback);
        discovered(events, callback, true, asking);
      }
      told(asking, "after the repair, " + what);
      told(other, "another handle, " + what, callback);
      told(other, "another handle again, " + what);
      bed.finish();
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  @Requires({Capability.FAULTS, Capability.TAMPER})
  void hlt3_failedQuery_consumesNothing() {
    for (Watched callback : Watched.values()) {
      for (String canary : CANARIES) {
        TestBed bed = anotherBed();
        Session asking = bed.session();
        Session other = bed.session();
        callback.lose(bed.machine());
        asking.health();
        bed.machine().kernelControl().fail(canary, 1);
        outOfMemory(other, canary);
        told(other, "after a query that failed at " + canary, callback);
        told(other, "the report after it");
      }
    }
  }

  @Test
  @Clause(Clauses.HLT_8)
  @Requires({Capability.INTERLEAVE, Capability.TAMPER})
  void hlt8_othersOperations_areNoCanary() {
    Session asking = session();
    Watched.REGISTRY.lose(bed().machine());
    Watched.OBJECT.lose(bed().machine());
    bed().machine().tamper().silenceFilter();
    for (String canary : CANARIES) {
      bed().machine().kernelControl().at(canary, 1, this::busyOthers);
    }
    told(
        asking,
        "all silent, while others use files, keys and processes",
        Watched.REGISTRY,
        Watched.OBJECT,
        Watched.MINIFILTER);
  }

  private void busyOthers() {
    String root = bed().machine().systemVolume() + "\\Windows\\";
    bed().machine().stimulate(FileStimulus.CreateFile.open(root + "notepad.exe"));
    bed().activity().setValue();
    bed().activity().openProcess(asked(), 0x1000);
  }

  private long asked() {
    return bed().activity().startProcess().id();
  }

  @Test
  @Clause({Clauses.HLT_2, Clauses.HLT_8})
  @Requires(Capability.PEER)
  void hlt8_callbacksBelow_seeNoCanary() {
    PeerRegistryCallback registry = bed().machine().peer().registry().watch("100000", 0);
    long filter = bed().machine().peer().filters().log("100000");
    Session asking = session();
    int keys = registry.seen().size();
    int files = bed().machine().peer().filters().logged(filter).size();
    for (int i = 0; i < 3; i++) {
      told(asking, "beside callbacks below");
    }
    judge().equal(keys, registry.seen().size(), "what a registry callback below saw of queries");
    judge()
        .equal(
            files,
            bed().machine().peer().filters().logged(filter).size(),
            "what a minifilter below saw of queries");
    bed().activity().createFile();
    bed().activity().setValue();
    judge().that(registry.seen().size() > keys, "it must see ordinary keys", "nothing");
    judge()
        .that(
            bed().machine().peer().filters().logged(filter).size() > files,
            "it must see ordinary files",
            "nothing");
  }

  @Test
  @Clause(Clauses.HLT_8)
  @Requires(Capability.PEER)
  void hlt8_filterAbove_seesTheCanaryBegin() {
    long filter = bed().machine().peer().filters().log("410000");
    Session asking = session();
    int before = bed().machine().peer().filters().logged(filter).size();
    told(asking, "below a filter that looks on");
    var seen = bed().machine().peer().filters().logged(filter);
    judge().equal(before + 2, seen.size(), "what a filter above saw of one query");
    String name = seen.get(before).name();
    judge()
        .that(
            name.startsWith(bed().machine().systemVolume() + "\\Windows\\"),
            "the canary must be a name below \\SystemRoot",
            name);
    judge().status(NtStatus.NOT_FOUND, seen.get(before + 1).status(), "the canary's end");
  }

  @Test
  @Clause(Clauses.HLT_8)
  @Requires({Capability.INTERLEAVE, Capability.PEER})
  void hlt8_anotherThreadsOpenOfTheCanarysName_isNoCanary() {
    PeerFilters filters = bed().machine().peer().filters();
    long above = filters.log("410000");
    Session asking = session();
    asking.health();
    var seen = filters.logged(above);
    String name = seen.get(seen.size() - 2).name();
    FileStimulus same = FileStimulus.CreateFile.open(name);
    long below = filters.log("100000");
    bed().machine().stimulate(same);
    long outside = opensOf(name, filters.logged(below));
    bed().machine().kernelControl().at("ZwCreateFile", 1, () -> bed().machine().stimulate(same));
    told(asking, "another thread opens the canary's name in the middle");
    judge()
        .equal(
            2 * outside,
            opensOf(name, filters.logged(below)),
            "opens of the canary's name that a filter below saw, the second in a query");
  }

  private static long opensOf(String name, List<PeerFilters.LoggedOperation> seen) {
    return seen.stream().filter(each -> !each.up() && each.name().equals(name)).count();
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_5, Clauses.HLT_8})
  @Requires(Capability.PEER)
  void hlt8_minifilterCanaryEndedAbove_countsAsNotSeen() {
    PeerFilters filters = bed().machine().peer().filters();
    long onlooker = filters.log("410000");
    Stream events = tamperStream(bed());
    Session asking = session();
    told(asking, "a query whose canary's name is noted");
    var seen = filters.logged(onlooker);
    String name = seen.get(seen.size() - 2).name();
    long ending = filters.completeCreates("400000", name, NtStatus.ACCESS_DENIED);
    told(asking, "the canary is ended above", Watched.MINIFILTER);
    discovered(events, Watched.MINIFILTER, false, asking);
    told(asking, "it is ended above still", Watched.MINIFILTER);
    filters.unregister(ending);
    told(asking, "it comes through again");
    noEvent(events, "the canary comes through again");
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.HLT_8})
  @Requires(Capability.PEER)
  void hlt8_registryCanaryEndedAbove_countsAsNotSeen() {
    Session asking = session();
    if (asking.status().get("registry_api") != RegistryApi.CM_REGISTER_CALLBACK_EX) {
      return;
    }
    Stream events = tamperStream(bed());
    PeerRegistryCallback above =
        bed().machine().peer().registry().watch("410000", NtStatus.ACCESS_DENIED);
    told(asking, "the canary is ended above", Watched.REGISTRY);
    discovered(events, Watched.REGISTRY, false, asking);
    told(asking, "it is ended above still", Watched.REGISTRY);
    above.remove();
    told(asking, "it comes through again");
    noEvent(events, "the canary comes through again");
  }
}
