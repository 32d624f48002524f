package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.MachineOperation.Load;
import dev.auroraedr.km.conformance.diff.MachineOperation.Unload;
import dev.auroraedr.km.conformance.target.UnloadKind;

/** The driver goes and comes. */
final class Lifecycle {
  private Lifecycle() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    switch (random.below(4)) {
      case 0 -> draft.add(new Unload(UnloadKind.FILTER));
      case 1 -> draft.add(new Unload(random.pick(UnloadKind.values())));
      default -> again(draft);
    }
  }

  /** All programs end, the driver is unloaded and loaded, a program opens it. */
  private static void again(Draft draft) {
    int caller = draft.callers.any();
    while (!draft.callers.isEmpty()) {
      draft.add(new CallerOperation.Kill(caller));
      draft.callers.remove(caller);
      draft.handles.removeOf(caller);
      draft.ports.removeOf(caller);
      caller = draft.callers.any();
      if (draft.random().oneIn(50)) {
        break;
      }
    }
    draft.handles.clear();
    draft.streams.clear();
    while (!draft.references.isEmpty()) {
      int reference = draft.references.any();
      draft.add(new KernelOperation.Dereference(reference));
      draft.references.remove(reference);
    }
    draft.add(new Unload(draft.random().pick(UnloadKind.values())));
    if (draft.random().oneIn(3)) {
      Policies.write(draft);
    }
    draft.add(new Load());
    Callers.start(draft);
    Control.openStream(draft);
  }
}
