package dev.auroraedr.km.conformance.target;

/** Object callbacks of the second driver. */
public interface PeerObjects {
  /** Registers an object callback that does nothing at that altitude; returns the status. */
  int occupy(String altitude);
}
