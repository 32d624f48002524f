package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus.CloseHandle;
import dev.auroraedr.km.conformance.target.HandleStimulus.DuplicateHandle;
import dev.auroraedr.km.conformance.target.HandleStimulus.OpenProcess;
import dev.auroraedr.km.conformance.target.HandleStimulus.OpenThread;
import dev.auroraedr.km.conformance.target.HandleStimulus.Opening;
import dev.auroraedr.km.conformance.target.HandleStimulus.QueryAccess;

/** Handles to processes are opened, duplicated and closed. */
final class Handles {
  private static final int[] MASKS = {
    0x1FFFFF, 0x1FFFFF, 0x1, 0x20, 0x21, 0x1000, 0x1438, 0x40, 0x0BCA, 0x02000000, 0x10000000, 0
  };

  private Handles() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    int process = draft.processes.any();
    if (process == 0) {
      Processes.start(draft);
      return;
    }
    int mask = random.pickInt(MASKS);
    int who = draft.processes.orNone();
    switch (random.below(10)) {
      case 0, 1, 2, 3 ->
          draft.add(
              new OpenProcess(process, mask, new Opening(who, random.oneIn(3), random.oneIn(2))));
      case 4 -> draft.add(new OpenThread(who, process, mask));
      case 5, 6, 7 -> {
        int holder = draft.processes.orNone();
        draft.add(new OpenProcess(process, mask, Opening.kept(holder)));
        draft.add(
            new DuplicateHandle(
                who,
                holder,
                process,
                draft.processes.orNone(),
                random.oneIn(2) ? HandleStimulus.SAME_ACCESS : mask));
      }
      case 8 -> draft.add(new QueryAccess(who, process));
      default -> draft.add(new CloseHandle(who, process));
    }
  }
}
