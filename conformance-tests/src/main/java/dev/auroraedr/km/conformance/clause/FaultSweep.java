package dev.auroraedr.km.conformance.clause;

import java.util.List;

/**
 * One scenario of the fault sweep (LOD-1, LOD-2): it was run again for each of its sites, with that
 * kernel call failing. Immutable.
 *
 * @param profile machine profile
 * @param scenario what was done, such as {@code load}
 * @param statuses names of the statuses with which each site was made to fail
 * @param sites the calls in the order in which they come first, such as {@code ExAllocatePool2 #2}
 */
public record FaultSweep(
    String profile, String scenario, List<String> statuses, List<String> sites) {
  /** Copies the lists. */
  public FaultSweep {
    statuses = List.copyOf(statuses);
    sites = List.copyOf(sites);
  }
}
