package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** HLT-3: one discovery, one repair, one event, and every handle is told once. */
@Requires(Capability.TAMPER)
class DiscoveryClausesTest extends HealthTest {
  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  void hlt3_callbackTakenAway_isToldOnceToTheHandleThatDiscoversIt() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      told(asking, "before " + callback + " is taken away");
      callback.lose(bed.machine());
      told(asking, "the report that discovers " + callback, callback);
      told(asking, "the report after the repair of " + callback);
      told(asking, "a later report after the repair of " + callback);
    }
  }

  @Test
  @Clause({Clauses.HLT_1, Clauses.HLT_3})
  void hlt3_callbackTakenAwayBeforeTheFirstQuery_isADiscoveryToo() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      callback.lose(bed.machine());
      Session asking = bed.session();
      told(asking, "the first report after the load, " + callback + " taken away", callback);
      told(asking, "the second report");
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_discovery_makesOneEventInEachStreamThatTakesIt() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Stream one = tamperStream(bed);
      Stream other = tamperStream(bed);
      Stream elsewhere = bed.session().openStream(EventMask.REGISTRY | EventMask.FILE_CREATE, 0);
      Session asking = bed.session();
      callback.lose(bed.machine());
      asking.health();
      discovered(one, callback, true, asking);
      discovered(other, callback, true, asking);
      asking.health();
      bed.session().health();
      noEvent(one, "queries after the repair of " + callback);
      noEvent(elsewhere, "a stream without the tamper bit, " + callback);
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.DEV_3})
  void hlt3_everyOpenHandle_isToldOnceWhoeverDiscoversIt() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      Session second = bed.session();
      Session third = bed.session(second.process());
      callback.lose(bed.machine());
      told(asking, "the report that discovers " + callback, callback);
      told(asking, "the discovering handle's second report");
      told(third, "another handle of the second process, " + callback, callback);
      told(second, "a handle of another process, " + callback, callback);
      told(third, "its second report");
      told(second, "its second report");
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.DEV_3})
  void hlt3_handleOpenedAfterTheDiscovery_isNotTold() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      callback.lose(bed.machine());
      asking.health();
      told(bed.session(), "a handle opened after the discovery of " + callback);
      told(bed.session(asking.process()), "one in the discovering process");
    }
  }

  @Test
  @Clause({Clauses.HLT_3, Clauses.DEV_3})
  void hlt3_duplicatedHandle_sharesItsLatch() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      Session watching = bed.session();
      Session duplicate = watching.duplicate(bed.process(Account.ADMINISTRATOR));
      callback.lose(bed.machine());
      asking.health();
      told(duplicate, "the duplicate is told first of " + callback, callback);
      told(watching, "the original after its duplicate was told");
      told(duplicate, "the duplicate again");
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_severalDiscoveries_areToldOnceToWhoDidNotAsk() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Stream events = tamperStream(bed);
      Session asking = bed.session();
      Session silent = bed.session();
      for (int i = 0; i < 3; i++) {
        callback.lose(bed.machine());
        told(asking, "discovery " + (i + 1) + " of " + callback, callback);
        discovered(events, callback, true, asking);
      }
      told(silent, "the first report after three discoveries of " + callback, callback);
      told(silent, "the second report after three discoveries");
      told(asking, "the discovering handle");
    }
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_severalCallbacksAtOnce_areToldTogetherWithAnEventEach() {
    Stream events = tamperStream(bed());
    Session asking = session();
    Session other = session();
    for (Watched callback : Watched.values()) {
      callback.lose(bed().machine());
    }
    told(asking, "all taken away", Watched.values());
    List<RawEvent> found = events(events);
    judge().equal(Watched.values().length, found.size(), "events of four discoveries");
    for (Watched callback : Watched.values()) {
      isDiscovery(discoveryOf(callback, found), callback, true, asking);
    }
    told(other, "another handle after four discoveries", Watched.values());
    told(other, "its second report");
    told(asking, "the discovering handle's second report");
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_latches_areOneForEachCallback() {
    Session asking = session();
    Session other = session();
    Watched.REGISTRY.lose(bed().machine());
    told(asking, "the registry callback taken away", Watched.REGISTRY);
    Watched.OBJECT.lose(bed().machine());
    told(asking, "then the object callback", Watched.OBJECT);
    told(other, "a handle that did not ask", Watched.REGISTRY, Watched.OBJECT);
    told(other, "its second report");
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_everyOtherRequest_leavesTheLatch() {
    for (Watched callback : Watched.values()) {
      TestBed bed = anotherBed();
      Session asking = bed.session();
      Session other = bed.session();
      callback.lose(bed.machine());
      asking.health();
      other.status();
      other.openStream().stop();
      refuse(other);
      told(other, "the first successful health query, " + callback, callback);
    }
  }

  /** Health queries that IOC-3 refuses. */
  private static void refuse(Session session) {
    session.refused(
        NtStatus.INFO_LENGTH_MISMATCH, health(new byte[4], 20), "a query with 4 bytes of input");
    session.refused(
        NtStatus.BUFFER_TOO_SMALL, health(new byte[0], 19), "a query with 19 bytes of output");
    session.refused(NtStatus.REVISION_MISMATCH, health(new byte[8], 20), "a query of revision 0");
  }

  private static ControlRequest health(byte[] input, int outputLength) {
    return ControlRequest.of(Requests.health().code(), input, outputLength);
  }

  @Test
  @Clause(Clauses.HLT_3)
  void hlt3_streamOpenedAfterTheDiscovery_getsNoEvent() {
    Session asking = session();
    Watched.REGISTRY.lose(bed().machine());
    asking.health();
    Stream late = tamperStream(bed());
    asking.health();
    noEvent(late, "a stream opened after the discovery");
  }
}
