package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-9 and HLT-5: repair registers anew, and the newest registration alone acts. */
@Requires(Capability.TAMPER)
class RepairClausesTest extends HealthTest {
  private static final int TERMINATE = 0x0001;

  @Test
  @Clause(Clauses.HLT_9)
  @Requires(Capability.KERNEL_TRACE)
  void hlt9_repair_unregistersNothing() {
    for (Watched callback : List.of(Watched.REGISTRY, Watched.OBJECT, Watched.MINIFILTER)) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      callback.lose(bed.machine());
      bed.machine().kernelControl().startTrace();
      told(asking, callback + " taken away", callback);
      List<String> calls = bed.machine().kernelControl().stopTrace();
      judge()
          .that(
              calls.stream().noneMatch(RepairClausesTest::unregisters),
              "repair of " + callback + " must unregister nothing",
              calls);
    }
  }

  private static boolean unregisters(String call) {
    return call.contains("UnRegister") || call.contains("Unregister") || call.contains("Detach");
  }

  @Test
  @Clause(Clauses.HLT_9)
  void hlt9_repairedCallbacks_doTheirWorkAgain() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      callback.lose(bed.machine());
      asking.health();
      worksOnce(bed, callback + " repaired");
    }
  }

  /** Each kind of callback must handle one operation, once. */
  private void worksOnce(TestBed bed, String what) {
    Stream stream =
        bed.session()
            .openStream(
                EventMask.FILE_CREATE
                    | EventMask.PROCESS
                    | EventMask.REGISTRY
                    | EventMask.HANDLE_ACCESS,
                0);
    long id = bed.activity().startProtectedProcess().id();
    bed.activity().createFile();
    bed.activity().setValue();
    bed.activity().openProcess(id, TERMINATE);
    List<Integer> types = events(stream).stream().map(RawEvent::type).toList();
    for (int type :
        List.of(
            EventType.PROCESS_CREATE,
            EventType.FILE_CREATE,
            EventType.REG_SET_VALUE,
            EventType.HANDLE_ACCESS_STRIPPED)) {
      long times = types.stream().filter(each -> each == type).count();
      boolean creatorsHandle = type == EventType.HANDLE_ACCESS_STRIPPED && times == 2;
      judge().that(times == 1 || creatorsHandle, "event type " + type + ", " + what, types);
    }
    stream.stop();
  }

  @Test
  @Clause(Clauses.HLT_9)
  void hlt9_olderRegistrationAliveAgain_passesEverythingThrough() {
    for (CallbackList list : CallbackList.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      bed.machine().tamper().unlink(list);
      asking.health();
      long before = handled(bed, list);
      bed.machine().tamper().relink(list, 1);
      judge().equal(before, handled(bed, list), "events of one operation, two stand in " + list);
      told(asking, "an older registration in " + list + " is alive again");
    }
  }

  /** Events of one operation that the callbacks in the list handle. */
  private long handled(TestBed bed, CallbackList list) {
    long id = bed.activity().startProtectedProcess().id();
    Stream stream = bed.session().openStream(EventMask.REGISTRY | EventMask.HANDLE_ACCESS, 0);
    if (list == CallbackList.REGISTRY) {
      bed.activity().setValue();
    } else {
      bed.activity().openProcess(id, TERMINATE);
    }
    int found = events(stream).size();
    stream.stop();
    return found;
  }

  @Test
  @Clause({Clauses.HLT_8, Clauses.HLT_9})
  void hlt9_olderRegistrationAlone_actsNotAndCountsAsMissing() {
    for (CallbackList list : CallbackList.values()) {
      Watched callback = list == CallbackList.REGISTRY ? Watched.REGISTRY : Watched.OBJECT;
      TestBed bed = anotherBed();
      Session asking = bed.session();
      bed.machine().tamper().unlink(list);
      asking.health();
      bed.machine().tamper().unlink(list);
      bed.machine().tamper().relink(list, 1);
      judge().equal(0L, handled(bed, list), "events while only an older one stands in " + list);
      told(asking, "only an older registration stands in " + list, callback);
      judge().equal(1L, handled(bed, list), "events after the second repair in " + list);
    }
  }

  @Test
  @Clause(Clauses.HLT_9)
  void hlt9_registrationThatDoesNothing_isRegisteredAnewBesideIt() {
    for (CallbackList list : CallbackList.values()) {
      Watched callback = list == CallbackList.REGISTRY ? Watched.REGISTRY : Watched.OBJECT;
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      bed.machine().tamper().silence(list);
      judge().equal(0L, handled(bed, list), "events of a silenced callback, " + list);
      told(asking, "a silenced callback, " + list, callback);
      discovered(events, callback, true, asking);
      told(asking, "registered anew, " + list);
      judge().equal(1L, handled(bed, list), "events after the repair, " + list);
    }
  }

  @Test
  @Clause(Clauses.HLT_9)
  @Requires(Capability.PEER)
  void hlt9_repair_searchesFromTheAltitudeInUse() {
    TestBed bed = bed();
    long inUse = session().status().get("altitude");
    Session asking = session();
    bed.machine().peer().objects().occupy(Long.toString(inUse + 1));
    bed.machine().tamper().silence(CallbackList.OBJECT);
    told(asking, "the object callback silenced", Watched.OBJECT);
    isTaken(inUse + 2, bed.machine().peer().objects().occupy(Long.toString(inUse + 2)));
    bed.machine().tamper().silence(CallbackList.OBJECT);
    told(asking, "the second one silenced too", Watched.OBJECT);
    isTaken(inUse + 3, bed.machine().peer().objects().occupy(Long.toString(inUse + 3)));
  }

  private void isTaken(long altitude, int status) {
    judge()
        .status(
            NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION,
            status,
            "registering an object callback at " + altitude + ", where the repair has registered,");
  }

  @Test
  @Clause(Clauses.HLT_9)
  @Requires(Capability.UNLOAD)
  void hlt9_unload_unregistersAllThatWereEverRegistered() {
    for (CallbackList list : CallbackList.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      for (int i = 1; i <= 3; i++) {
        bed.machine().tamper().silence(list);
        asking.health();
      }
      bed.machine().tamper().unlink(list);
      asking.health();
      for (int nth = 1; nth <= 4; nth++) {
        bed.machine().tamper().relink(list, nth);
      }
      told(asking, "five registrations stand in " + list);
      asking.close();
      bed.unload();
      bed.activity().setValue();
      bed.activity().openProcess(bed.activity().startProtectedProcess().id(), TERMINATE);
      judge().equal(List.of(), bed.machine().violations(), "violations after the unload, " + list);
    }
  }

  @Test
  @Clause({Clauses.HLT_9, Clauses.FST_1})
  void hlt9_minifilter_isAttachedToEachVolumeWithoutAnInstance() {
    Session asking = session();
    long volumes = asking.status().get("instance_count");
    Tamper tamper = bed().machine().tamper();
    for (String volume : volumes()) {
      judge().that(tamper.removeInstance(volume), "an instance must stand on " + volume, "none");
    }
    judge().equal(0L, asking.status().get("instance_count"), "instance_count, all taken away");
    told(asking, "all instances taken away", Watched.MINIFILTER);
    judge().equal(volumes, asking.status().get("instance_count"), "instance_count after repair");
    told(asking, "all attached again");
    worksOnce(bed(), "instances attached again");
  }

  @Test
  @Clause({Clauses.HLT_5, Clauses.HLT_9})
  @Requires(Capability.KERNEL_TRACE)
  void hlt9_instancesStandAndTheCanaryIsNotSeen_staysInactive() {
    Stream events = tamperStream(bed());
    Session asking = session();
    long instances = asking.status().get("instance_count");
    bed().machine().tamper().silenceFilter();
    told(asking, "the filter's callbacks are silent", Watched.MINIFILTER);
    discovered(events, Watched.MINIFILTER, false, asking);
    bed().machine().kernelControl().startTrace();
    told(asking, "they are silent still", Watched.MINIFILTER);
    List<String> calls = bed().machine().kernelControl().stopTrace();
    judge()
        .that(
            !calls.contains("FltAttachVolume"),
            "where every volume has its instance none must be attached",
            calls);
    judge().equal(instances, asking.status().get("instance_count"), "instance_count");
    judge().equal(2L, asking.status().get("filter_status"), "filter_status, canary or not");
    noEvent(events, "the filter stays silent");
    bed().machine().tamper().wakeFilter();
    told(asking, "the filter's callbacks are called again");
    noEvent(events, "the filter is called again");
  }

  @Test
  @Clause(Clauses.HLT_5)
  void hlt5_noInstance_isInactiveThoughFilteringIsStarted() {
    Session asking = session();
    Watched.MINIFILTER.preventRepair(bed().machine());
    volumes().forEach(bed().machine().tamper()::removeInstance);
    told(asking, "no instance is left", Watched.MINIFILTER);
    told(asking, "no instance is left, second query", Watched.MINIFILTER);
    judge().equal(2L, asking.status().get("filter_status"), "filter_status without instances");
    judge().equal(0L, asking.status().get("instance_count"), "instance_count");
  }

  @Test
  @Clause(Clauses.HLT_5)
  void hlt5_latchPending_isInactiveOnce() {
    Session asking = session();
    Session other = session();
    Watched.MINIFILTER.lose(bed().machine());
    told(asking, "the system volume's instance is gone", Watched.MINIFILTER);
    judge().equal(2L, other.status().get("filter_status"), "filter_status while a latch pends");
    told(other, "a latch is pending", Watched.MINIFILTER);
    told(other, "the latch is consumed");
  }

  @Test
  @Clause(Clauses.HLT_5)
  void hlt5_instanceGoneElsewhere_staysActiveAndInstanceCountTells() {
    Session asking = session();
    long instances = asking.status().get("instance_count");
    String other = volumes().get(1);
    judge().that(bed().machine().tamper().removeInstance(other), "an instance on " + other, "none");
    told(asking, "an instance stands and sees the canary");
    judge().equal(instances - 1, asking.status().get("instance_count"), "instance_count");
  }
}
