package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.TamperOperation.ClearSlot;
import dev.auroraedr.km.conformance.diff.TamperOperation.RegisterAgain;
import dev.auroraedr.km.conformance.diff.TamperOperation.Relink;
import dev.auroraedr.km.conformance.diff.TamperOperation.RemoveInstance;
import dev.auroraedr.km.conformance.diff.TamperOperation.Silence;
import dev.auroraedr.km.conformance.diff.TamperOperation.SilenceFilter;
import dev.auroraedr.km.conformance.diff.TamperOperation.Unlink;
import dev.auroraedr.km.conformance.diff.TamperOperation.WakeFilter;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.conformance.target.Tamper.Routine;

/** The attacker with kernel rights; a health query often follows. */
final class Tampering {
  private Tampering() {}

  static void any(Draft draft) {
    Seeded random = draft.random();
    CallbackList list = random.pick(CallbackList.values());
    Routine routine = random.pick(Routine.values());
    draft.add(
        switch (random.below(10)) {
          case 0, 1 -> new ClearSlot(routine);
          case 2 -> new RegisterAgain(routine);
          case 3, 4 -> new Unlink(list);
          case 5 -> new Relink(list, random.between(1, 2));
          case 6 -> new Silence(list);
          case 7 -> new SilenceFilter();
          case 8 -> new WakeFilter();
          default -> new RemoveInstance(random.pick(draft.volumes));
        });
    if (random.oneIn(2)) {
      Control.query(draft);
    }
  }
}
