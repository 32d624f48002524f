package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.RequestOperation.Control;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Finds a script with as few steps as possible that diverges in the same way: delta debugging, each
 * attempt on fresh machines; then a plainer machine and plainer steps.
 */
public final class Shrinker {
  private static final int MOST_ATTEMPTS = 2_000;

  private final Function<Script, Divergence> play;
  private Divergence best;
  private int attempts;

  private Shrinker(Function<Script, Divergence> play, Divergence first) {
    this.play = play;
    this.best = first;
  }

  /** The shortest divergence of that kind that was found. */
  public static Divergence shrink(Function<Script, Divergence> play, Divergence first) {
    Shrinker shrinker = new Shrinker(play, first);
    shrinker.cutAfter();
    int before;
    do {
      before = shrinker.best.script().size();
      shrinker.takeAway();
      shrinker.plainer();
    } while (shrinker.best.script().size() < before);
    shrinker.plainerMachine();
    return shrinker.best;
  }

  private boolean stillDiverges(Script script) {
    if (attempts++ >= MOST_ATTEMPTS) {
      return false;
    }
    Divergence again = play.apply(script);
    if (again == null || !again.signature().equals(best.signature())) {
      return false;
    }
    best = again;
    return true;
  }

  private void cutAfter() {
    List<Step> steps = best.script().steps();
    stillDiverges(best.script().with(steps.stream().filter(s -> s.step() <= best.step()).toList()));
  }

  /** Takes away pieces, the large ones first. */
  private void takeAway() {
    for (int piece = Math.max(1, best.script().size() / 2); piece >= 1; piece /= 2) {
      int from = best.script().size() - piece;
      while (from >= 0) {
        List<Step> rest = new ArrayList<>(best.script().steps());
        rest.subList(from, Math.min(rest.size(), from + piece)).clear();
        stillDiverges(best.script().with(rest));
        from = Math.min(from, best.script().size()) - piece;
      }
    }
  }

  /** Requests that are sent once rather than often. */
  private void plainer() {
    for (int i = 0; i < best.script().size(); i++) {
      Step step = best.script().steps().get(i);
      if (step.operation() instanceof Control control && control.times() > 1) {
        for (int times = 1; times < control.times(); times *= 2) {
          List<Step> steps = new ArrayList<>(best.script().steps());
          steps.set(
              i, new Step(step.step(), new Control(control.handle(), times, control.request())));
          if (stillDiverges(best.script().with(steps))) {
            break;
          }
        }
      }
    }
  }

  private void plainerMachine() {
    MachinePlan plan = best.script().machine();
    if (!stillDiverges(best.script().on(MachinePlan.of("win11-24h2", 1)))) {
      stillDiverges(best.script().on(MachinePlan.of(plan.profile(), plan.seed())));
    }
  }
}
