package dev.auroraedr.km.conformance.diff;

/** Completion ports. */
final class Ports {
  private Ports() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    if (draft.ports.isEmpty() || random.oneIn(12)) {
      create(draft);
    } else if (random.oneIn(6)) {
      int port = draft.ports.any();
      int handle = draft.handles.of(draft.ports.ownerOf(port));
      if (handle != 0) {
        draft.add(new CallerOperation.Bind(handle, port, random.below(1000)));
      }
    } else {
      draft.add(new CallerOperation.Dequeue(draft.ports.any(), random.pickInt(1, 2, 64)));
    }
  }

  /** A port with a fresh handle on it, before anything can pend there. */
  private static void create(Draft draft) {
    int caller = draft.callers.any();
    if (caller == 0) {
      return;
    }
    int port = draft.add(new CallerOperation.CreatePort(caller));
    draft.ports.add(port, caller);
    Callers.openDevice(draft, caller);
    int handle = draft.handles.of(caller);
    if (handle != 0) {
      draft.add(new CallerOperation.Bind(handle, port, draft.random().below(1000)));
    }
  }
}
