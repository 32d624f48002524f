package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.diff.PeerOperation.AnswerProcess;
import dev.auroraedr.km.conformance.diff.PeerOperation.ChangeAccess;
import dev.auroraedr.km.conformance.diff.PeerOperation.CompleteCreates;
import dev.auroraedr.km.conformance.diff.PeerOperation.DeleteFromKernel;
import dev.auroraedr.km.conformance.diff.PeerOperation.DetachDriver;
import dev.auroraedr.km.conformance.diff.PeerOperation.EndCleanups;
import dev.auroraedr.km.conformance.diff.PeerOperation.LeaveFree;
import dev.auroraedr.km.conformance.diff.PeerOperation.LogFilter;
import dev.auroraedr.km.conformance.diff.PeerOperation.Occupy;
import dev.auroraedr.km.conformance.diff.PeerOperation.OccupyOn;
import dev.auroraedr.km.conformance.diff.PeerOperation.OpenFromKernel;
import dev.auroraedr.km.conformance.diff.PeerOperation.Place;
import dev.auroraedr.km.conformance.diff.PeerOperation.ReadFromKernel;
import dev.auroraedr.km.conformance.diff.PeerOperation.RemoveWatch;
import dev.auroraedr.km.conformance.diff.PeerOperation.SetFromKernel;
import dev.auroraedr.km.conformance.diff.PeerOperation.Unregister;
import dev.auroraedr.km.conformance.diff.PeerOperation.WatchObjects;
import dev.auroraedr.km.conformance.diff.PeerOperation.WatchProcesses;
import dev.auroraedr.km.conformance.diff.PeerOperation.WatchRegistry;

/** The second driver: in the way of the one under test, above and below it. */
final class Peers {
  private static final String[] TAKEN = {
    "385000", "385001", "385002", "0385000", "385000.0", "385000.5", "389999", "380000"
  };
  private static final int[] VERDICTS = {
    NtStatus.SUCCESS, NtStatus.SUCCESS, NtStatus.ACCESS_DENIED, NtStatus.UNSUCCESSFUL
  };

  private Peers() {}

  static void beforeLoad(Draft draft) {
    Seeded random = draft.random();
    for (int i = random.below(3); i >= 0; i--) {
      switch (random.below(8)) {
        case 0 -> draft.add(new LeaveFree(random.below(3)));
        case 5, 6 -> filters(draft);
        case 7 -> any(draft);
        case 1 -> draft.add(new OccupyOn(random.pick(draft.volumes), random.pick(TAKEN)));
        default -> draft.add(new Occupy(random.pick(Place.values()), random.pick(TAKEN)));
      }
    }
  }

  static void any(Draft draft) {
    Seeded random = draft.random();
    switch (random.below(6)) {
      case 0 -> filters(draft);
      case 1 -> objects(draft);
      case 2, 5 -> registry(draft);
      case 3 -> taking(draft);
      default -> processes(draft);
    }
  }

  /** An altitude of its own, above or below the driver. */
  private static String altitude(Draft draft) {
    return (draft.random().oneIn(2) ? 400_000 : 40_000) + draft.size() + "";
  }

  private static void filters(Draft draft) {
    Seeded random = draft.random();
    String path = Paths.made(draft);
    switch (random.below(6)) {
      case 0 -> draft.add(new DetachDriver(draft.systemVolume()));
      case 1 -> {
        int filter = draft.filters.any();
        if (filter != 0) {
          draft.add(new Unregister(filter));
          draft.filters.remove(filter);
        }
      }
      case 2 ->
          draft.filters.add(
              draft.add(new CompleteCreates(altitude(draft), path, random.pickInt(VERDICTS))));
      case 3 ->
          draft.filters.add(
              draft.add(new EndCleanups(altitude(draft), path, NtStatus.NOTIFY_CLEANUP)));
      default -> draft.filters.add(draft.add(new LogFilter(altitude(draft))));
    }
  }

  private static void objects(Draft draft) {
    Seeded random = draft.random();
    int process = draft.processes.any();
    switch (random.below(4)) {
      case 0 -> draft.add(new WatchObjects(altitude(draft)));
      case 1 ->
          draft.add(
              new ChangeAccess(
                  altitude(draft),
                  random.pickInt(0, 1, 0x21, 0x400),
                  random.pickInt(0, 1, 0x20, 0x1F0000)));
      default -> {
        if (process != 0) {
          draft.add(new OpenFromKernel(process, random.pickInt(0x1FFFFF, 0x21), random.oneIn(2)));
        }
      }
    }
  }

  private static void registry(Draft draft) {
    Seeded random = draft.random();
    String key = Keys.key(random);
    switch (random.below(6)) {
      case 0, 1 ->
          draft.watches.add(
              draft.add(
                  new WatchRegistry(
                      random.oneIn(4) ? null : altitude(draft), random.pickInt(VERDICTS))));
      case 2 -> {
        int watch = draft.watches.any();
        if (watch != 0) {
          draft.add(new RemoveWatch(watch));
          draft.watches.remove(watch);
        }
      }
      case 3 -> draft.add(new SetFromKernel(key, "k", 3, random.bytes(4)));
      case 4 -> draft.add(new DeleteFromKernel(key, random.oneIn(2) ? null : "k"));
      default -> draft.add(new ReadFromKernel(key, "k"));
    }
  }

  private static void taking(Draft draft) {
    Seeded random = draft.random();
    draft.add(new Occupy(random.pick(Place.values()), random.pick(TAKEN)));
  }

  private static void processes(Draft draft) {
    Seeded random = draft.random();
    if (random.oneIn(3)) {
      draft.add(new WatchProcesses());
    } else {
      draft.add(
          new AnswerProcess(
              Processes.image(draft),
              random.pickInt(NtStatus.ACCESS_DENIED, NtStatus.SUCCESS, 0x40000000)));
    }
  }
}
