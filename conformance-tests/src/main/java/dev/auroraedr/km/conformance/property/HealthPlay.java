package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.property.HealthModel.Discovery;
import dev.auroraedr.km.conformance.property.HealthModel.Expected;
import dev.auroraedr.km.conformance.suite.support.Health;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Watched;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.conformance.target.Tamper.Routine;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays a sequence on a machine and on the model, and compares what both tell. */
final class HealthPlay {
  private static final List<Watched> CALLBACKS = List.of(Watched.values());
  private static final List<String> CANARIES =
      List.of("ZwOpenKey", "ZwCreateFile", "ObOpenObjectByPointer");

  private final TestBed bed;
  private final Judge judge;
  private final HealthModel model = new HealthModel();
  private final Stream events;
  private final List<Integer> handles = new ArrayList<>();
  private final Map<Integer, Session> sessions = new java.util.HashMap<>();
  private final Map<CallbackList, Integer> unlinked = new EnumMap<>(CallbackList.class);
  private int nextHandle;

  HealthPlay(TestBed bed) {
    this.bed = bed;
    this.judge = bed.judge();
    // It asks for no health, but its handle is open as any other.
    this.events = bed.session().openStream(EventMask.TAMPER, 0);
  }

  void perform(HealthStep step) {
    switch (step.verb()) {
      case OPEN -> open();
      case CLOSE -> close(step);
      case ASK -> ask(step);
      case ASK_WITHOUT_HANDLE -> askWithoutHandle();
      case ASK_IN_VAIN -> askInVain(step);
      case STATUS -> status(step);
      case LOSE -> lose(step.pick(CALLBACKS));
      case SILENCE -> silence(step.pick(CALLBACKS));
      case REVIVE -> revive(step);
      case PREVENT -> prevent(step.pick(CALLBACKS));
      case ALLOW -> allow();
    }
  }

  private void open() {
    int handle = nextHandle++;
    sessions.put(handle, bed.session());
    handles.add(handle);
    model.opened(handle);
  }

  private void close(HealthStep step) {
    if (!handles.isEmpty()) {
      Integer handle = step.pick(handles);
      handles.remove(handle);
      sessions.remove(handle).close();
      model.closed(handle);
    }
  }

  private void ask(HealthStep step) {
    if (!handles.isEmpty()) {
      Integer handle = step.pick(handles);
      compare(model.query(handle), sessions.get(handle).health(), "handle " + handle);
    }
  }

  private void askWithoutHandle() {
    var end =
        bed.machine()
            .kernelCaller()
            .controlWithoutFile(Requests.health())
            .await(TargetHandle.PATIENCE);
    compare(model.query(null), events.session().health(end), "no handle");
  }

  private void compare(Expected expected, Health told, String who) {
    Health health = Health.allWell(told.count()).without(expected.missing());
    judge.equal(health, told, "health told to " + who);
    Set<Discovery> found = new HashSet<>();
    for (var batch : events.drain()) {
      for (var event : batch.events()) {
        Watched callback = CALLBACKS.get((int) event.get("detail0"));
        Discovery discovery = new Discovery(callback, event.get("detail1") == 1);
        judge.that(found.add(discovery), "each discovery must be reported once", discovery);
      }
    }
    judge.equal(Set.copyOf(expected.discoveries()), found, "discoveries of the query of " + who);
  }

  /** A query that fails changes nothing: the model isn't told. */
  private void askInVain(HealthStep step) {
    if (!handles.isEmpty()) {
      bed.machine().kernelControl().fail(step.pick(CANARIES), 1);
      sessions
          .get(step.pick(handles))
          .refused(NtStatus.INSUFFICIENT_RESOURCES, Requests.health(), "a canary without memory");
    }
  }

  private void status(HealthStep step) {
    if (!handles.isEmpty()) {
      sessions.get(step.pick(handles)).status();
    }
  }

  private void lose(Watched callback) {
    countUnlinked(callback);
    callback.lose(bed.machine());
    model.lose(callback);
  }

  private void countUnlinked(Watched callback) {
    if (callback == Watched.REGISTRY) {
      unlinked.put(CallbackList.REGISTRY, 1);
    } else if (callback == Watched.OBJECT) {
      unlinked.put(CallbackList.OBJECT, 1);
    }
  }

  private void silence(Watched callback) {
    Tamper tamper = bed.machine().tamper();
    switch (callback) {
      case PROCESS -> tamper.clearSlot(Routine.TWIN);
      case REGISTRY -> tamper.silence(CallbackList.REGISTRY);
      case OBJECT -> tamper.silence(CallbackList.OBJECT);
      case MINIFILTER -> tamper.silenceFilter();
    }
    if (callback == Watched.MINIFILTER) {
      model.silenceFilter();
    } else {
      model.lose(callback);
    }
  }

  /**
   * An older registration alive again changes nothing, once a repair has made a newer one; while
   * none has, it would be the newest itself, and the step is left out.
   */
  private void revive(HealthStep step) {
    CallbackList list = step.pick(List.of(CallbackList.values()));
    if (unlinked.remove(list) != null && model.isStanding(callbackOf(list))) {
      bed.machine().tamper().relink(list, 1);
    }
  }

  private static Watched callbackOf(CallbackList list) {
    return list == CallbackList.REGISTRY ? Watched.REGISTRY : Watched.OBJECT;
  }

  private void prevent(Watched callback) {
    callback.preventRepair(bed.machine());
    model.prevent(callback);
  }

  private void allow() {
    bed.machine().kernelControl().clear();
    bed.machine().tamper().wakeFilter();
    model.allow();
  }

  /** Everything can be repaired again, and each handle is told once more. */
  void end() {
    allow();
    for (Integer handle : handles) {
      compare(model.query(handle), sessions.get(handle).health(), "handle " + handle);
      compare(model.query(handle), sessions.get(handle).health(), "handle " + handle + " again");
    }
  }
}
