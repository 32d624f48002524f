package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.TargetHandle.MajorFunction;

/** Programs, handles and other major functions. */
final class Callers {
  private static final String[] PATHS = {
    "\\??\\AuroraEDRKM\\",
    "\\??\\AuroraEDRKM\\x",
    "\\Device\\AuroraEDRKM",
    "\\Device\\AuroraEDRKM\\x\\y",
    "\\DosDevices\\AuroraEDRKM",
    "\\??\\auroraedrkm",
    "\\??\\AuroraEDRKM2"
  };

  private Callers() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    switch (random.below(20)) {
      case 0, 1 -> start(draft);
      case 2, 3, 4 -> openDevice(draft, draft.callers.any());
      case 5, 6 -> openOdd(draft);
      case 7, 8, 9 -> duplicate(draft);
      case 10, 11, 12 -> close(draft);
      case 13 -> kill(draft);
      case 14, 15 -> major(draft);
      case 16 -> draft.add(new MachineOperation.LookAtDevice());
      default -> draft.add(new MachineOperation.Advance(time(random)));
    }
  }

  private static long time(Seeded random) {
    return random.pick(1L, 10_000L, 10_000_000L, 6_000_000_000L, -1L, -36_000_000_000L);
  }

  static void start(Draft draft) {
    Seeded random = draft.random();
    Account account = random.oneIn(2) ? Account.SYSTEM : random.pick(Account.values());
    int caller = draft.add(new CallerOperation.StartCaller(account, random.oneIn(6)));
    draft.callers.add(caller);
    openDevice(draft, caller);
  }

  static void openDevice(Draft draft, int caller) {
    if (caller == 0 || draft.handles.size() > 12) {
      return;
    }
    boolean overlapped = !draft.random().oneIn(10);
    int handle =
        draft.add(
            new CallerOperation.Open(
                caller, OpenRequest.DEVICE, 0, OpenRequest.READ_WRITE, overlapped));
    draft.handles.add(handle, caller);
  }

  private static void openOdd(Draft draft) {
    Seeded random = draft.random();
    int caller = draft.callers.any();
    if (caller == 0) {
      return;
    }
    int root = random.oneIn(3) ? draft.handles.of(caller) : 0;
    String path = root == 0 ? random.pick(PATHS) : random.pick("", "x", "\\x");
    int access = random.pickInt(OpenRequest.READ_WRITE, 0x80000000, 0x00100000, 0x001F01FF, 0);
    int step = draft.add(new CallerOperation.Open(caller, path, root, access, !random.oneIn(10)));
    if (root == 0 && !path.contains("x") && !path.endsWith("\\") && !path.endsWith("2")) {
      draft.handles.add(step, caller);
    }
  }

  private static void duplicate(Draft draft) {
    int handle = draft.handles.any();
    int into = draft.callers.any();
    if (handle != 0 && into != 0 && draft.handles.size() < 12) {
      draft.handles.add(draft.add(new CallerOperation.Duplicate(handle, into)), into);
    }
  }

  private static void close(Draft draft) {
    int handle = draft.handles.any();
    if (handle != 0) {
      draft.add(new CallerOperation.Close(handle));
      draft.handles.remove(handle);
    }
  }

  private static void kill(Draft draft) {
    int caller = draft.callers.any();
    if (caller != 0) {
      draft.add(new CallerOperation.Kill(caller));
      draft.callers.remove(caller);
      draft.handles.removeOf(caller);
      draft.ports.removeOf(caller);
      if (draft.callers.isEmpty()) {
        start(draft);
      }
    }
  }

  private static void major(Draft draft) {
    int handle = draft.handles.any();
    if (handle != 0) {
      draft.add(new CallerOperation.CallMajor(handle, draft.random().pick(MajorFunction.values())));
    }
  }
}
