package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes random scripts: short, so that machines are many and independent, and each with a taste of
 * its own for some kinds of operations over others, so that rare combinations come about. The nth
 * script of a seed is always the same.
 */
public final class Generator {
  private static final int FEWEST = 30;
  private static final int MOST = 90;
  private static final int[] TASTES = {0, 1, 1, 3, 8};

  private final long seed;

  /** Scripts of that seed. */
  public Generator(long seed) {
    this.seed = seed;
  }

  /** A kind of operations and how often it comes. */
  private record Weighted(int weight, Consumer<Draft> makes) {}

  /** The nth script, from 0. */
  public Script script(long nth) {
    Seeded random = Seeded.of(seed, nth);
    MachinePlan plan = Machines.random(random);
    Draft draft = new Draft(random, plan.vary(MachineProfiles.load(plan.profile())));
    // The second driver can't be loaded where an export that it needs is missing.
    boolean peer = random.oneIn(4) && plan.withoutExport() == null;
    List<Weighted> kinds = tastes(random, peer);
    beforeLoad(draft, peer);
    draft.add(new MachineOperation.Load());
    firstCallers(draft);
    int length = random.between(FEWEST, MOST);
    while (draft.size() < length) {
      one(draft, kinds);
    }
    return new Script(plan, draft.steps());
  }

  private static void beforeLoad(Draft draft, boolean peer) {
    Seeded random = draft.random();
    if (random.oneIn(2)) {
      Policies.write(draft);
    }
    if (peer) {
      Peers.beforeLoad(draft);
    }
    if (random.oneIn(4)) {
      Processes.start(draft);
    }
    if (random.oneIn(60)) {
      draft.add(new TamperOperation.NeverCall());
    }
    if (random.oneIn(8)) {
      Faults.ofLoad(draft);
    }
  }

  private static void firstCallers(Draft draft) {
    for (int i = draft.random().between(1, 2); i > 0; i--) {
      int caller = draft.add(new CallerOperation.StartCaller(CallerSpec.Account.SYSTEM, false));
      draft.callers.add(caller);
      Callers.openDevice(draft, caller);
    }
    Control.openStream(draft);
  }

  private static List<Weighted> tastes(Seeded random, boolean peer) {
    List<Weighted> kinds = new ArrayList<>();
    kinds.add(new Weighted(6, Callers::any));
    kinds.add(new Weighted(5, Control::openStream));
    kinds.add(new Weighted(10, Control::receive));
    kinds.add(new Weighted(2, Control::stop));
    kinds.add(new Weighted(4, Control::query));
    kinds.add(new Weighted(4, Control::odd));
    kinds.add(new Weighted(4, Control::cancel));
    kinds.add(new Weighted(2 * taste(random), Ports::any));
    kinds.add(new Weighted(taste(random), Kernel::any));
    kinds.add(new Weighted(4 * taste(random), Files::any));
    kinds.add(new Weighted(2 * taste(random), Volumes::any));
    kinds.add(new Weighted(3 * taste(random), Processes::any));
    kinds.add(new Weighted(3 * taste(random), Handles::any));
    kinds.add(new Weighted(4 * taste(random), Keys::any));
    kinds.add(new Weighted(peer ? taste(random) : 0, Peers::any));
    kinds.add(new Weighted(2 * taste(random), Tampering::any));
    kinds.add(new Weighted(taste(random), Faults::any));
    kinds.add(new Weighted(1, Lifecycle::any));
    return kinds;
  }

  private static int taste(Seeded random) {
    return random.pickInt(TASTES);
  }

  private static void one(Draft draft, List<Weighted> kinds) {
    int sum = kinds.stream().mapToInt(Weighted::weight).sum();
    int at = draft.random().below(sum);
    for (Weighted kind : kinds) {
      at -= kind.weight();
      if (at < 0) {
        kind.makes().accept(draft);
        return;
      }
    }
  }
}
