package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.diff.Operation.LeftOutException;
import dev.auroraedr.km.conformance.target.Target;
import java.util.List;

/** A script on one target, step by step. Not thread-safe. */
final class Playing implements AutoCloseable {
  /** Number of the step after the last: everything is ended, the driver unloaded. */
  static final int FINALE = Integer.MAX_VALUE;

  private final LiveMachine live;
  private final Normaliser normaliser;
  private boolean stopped;

  /**
   * Boots the machine.
   *
   * @param exact whether nothing is normalised
   */
  Playing(Target target, MachinePlan machine, boolean exact) {
    this.live = new LiveMachine(target.boot(machine.options()));
    this.normaliser = new Normaliser(exact);
  }

  /** Performs a step and tells what was seen of it. */
  Facts perform(Step step) {
    return note(facts -> step.operation().perform(live, step.step(), facts));
  }

  /** Ends everything, unloads the driver, asks for violations. */
  Facts finish() {
    return note(facts -> Finale.perform(live, facts));
  }

  /** What a step does. */
  private interface Act {
    void perform(Facts facts);
  }

  private Facts note(Act act) {
    Facts facts = new Facts(normaliser);
    if (stopped) {
      facts.text("step", "not performed, as the machine has stopped");
      return facts;
    }
    try {
      act.perform(facts);
      live.settle(facts);
    } catch (LeftOutException e) {
      facts.all().clear();
      facts.text("step", "left out, as what it concerns is not there");
    } catch (RuntimeException e) {
      stopped = true;
      facts.failed(e);
    }
    return facts;
  }

  boolean stopped() {
    return stopped;
  }

  LiveMachine live() {
    return live;
  }

  List<String> violations() {
    return live.machine().violations();
  }

  @Override
  public void close() {
    live.machine().close();
  }
}
