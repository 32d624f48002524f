package dev.auroraedr.km.conformance.target;

/**
 * A second driver on the machine, a test's tool: it occupies what the driver under test wants,
 * filters beside it and calls as a kernel component does. May be used before the driver loads.
 */
public interface Peer {
  /** Its minifilters. */
  PeerFilters filters();

  /** Its process-notify routines. */
  PeerProcesses processes();

  /** Its object callbacks and kernel handles. */
  PeerObjects objects();

  /** Its registry callbacks. */
  PeerRegistry registry();
}
