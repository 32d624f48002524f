package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.clause.CurrentRun;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.RawEvent;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.ArrayList;
import java.util.List;

/** Base of the tests of health, discovery and repair. */
abstract class HealthTest extends ClauseTest {
  /** Asks for health; everything must be well but what is listed. */
  final Health told(Session session, String what, Watched... missing) {
    Health told = session.health();
    Health expected = Health.allWell(told.count()).without(List.of(missing));
    judge().equal(expected, told, "health, " + what);
    return told;
  }

  /** Device names of the profile's volumes, the system volume first. */
  static List<String> volumes() {
    MachineProfile profile = MachineProfiles.load(CurrentRun.get().profile());
    String system = profile.systemVolume().device();
    List<String> devices = new ArrayList<>(List.of(system));
    profile.volumes().stream()
        .map(MachineProfile.Volume::device)
        .filter(device -> !device.equals(system))
        .forEach(devices::add);
    return devices;
  }

  /** A stream of TAMPER_DETECTED in a session of its own, which asks for no health. */
  static Stream tamperStream(TestBed bed) {
    return bed.session().openStream(EventMask.TAMPER, 0);
  }

  /** All events that the stream has got since it was drained last. */
  final List<RawEvent> events(Stream stream) {
    List<RawEvent> events = new ArrayList<>();
    for (Batch batch : stream.drain()) {
      judge().equal(0L, batch.dropped(), "dropped");
      events.addAll(batch.events());
    }
    return events;
  }

  /** The stream must have got nothing since it was drained last. */
  final void noEvent(Stream stream, String what) {
    judge().equal(List.of(), events(stream), "events, " + what);
  }

  /** The stream must have got one TAMPER_DETECTED of that callback, and nothing else. */
  final void discovered(Stream stream, Watched callback, boolean repaired, Session by) {
    List<RawEvent> events = events(stream);
    judge().equal(1, events.size(), "events of one discovery of " + callback);
    isDiscovery(events.get(0), callback, repaired, by);
  }

  /** The one event of several that tells of the callback; their order is open. */
  final RawEvent discoveryOf(Watched callback, List<RawEvent> events) {
    return events.stream()
        .filter(each -> each.get("detail0") == callback.code())
        .findFirst()
        .orElseThrow(() -> judge().fail("no event tells of " + callback + "; was " + events, 0, 0));
  }

  /** Judges one TAMPER_DETECTED. */
  final void isDiscovery(RawEvent event, Watched callback, boolean repaired, Session by) {
    String what = "TAMPER_DETECTED of " + callback + ": ";
    judge().equal(EventType.TAMPER_DETECTED, event.type(), what + "type");
    judge().equal(0, event.flags(), what + "flags");
    judge().equal(callback.code(), event.get("detail0"), what + "detail0");
    judge().equal(repaired ? 1L : 0L, event.get("detail1"), what + "detail1 (repaired)");
    judge().equal(0L, event.get("detail2"), what + "detail2");
    judge().equal((long) by.process().processId(), event.get("process_id"), what + "process_id");
    judge().that(event.get("thread_id") != 0, what + "thread_id must be the querying thread's", 0);
    judge().equal("", event.name() + event.name2(), what + "names");
  }
}
