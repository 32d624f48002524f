package dev.auroraedr.km.conformance.target;

/** Process-notify routines of the second driver. */
public interface PeerProcesses {
  /** Takes slots until only so many are free. */
  void leaveFree(int slots);
}
