package dev.auroraedr.km.conformance.diff;

import java.util.List;

/**
 * A machine and what is done to it.
 *
 * @param machine which one
 * @param steps in order; those before a Load happen on a machine without the driver
 */
public record Script(MachinePlan machine, List<Step> steps) {
  /** Copies the list. */
  public Script {
    steps = List.copyOf(steps);
  }

  /** The same machine with other steps. */
  Script with(List<Step> others) {
    return new Script(machine, others);
  }

  /** The same steps on another machine. */
  Script on(MachinePlan other) {
    return new Script(other, steps);
  }

  /** Number of steps. */
  public int size() {
    return steps.size();
  }
}
