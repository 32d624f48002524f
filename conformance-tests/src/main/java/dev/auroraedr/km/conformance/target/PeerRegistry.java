package dev.auroraedr.km.conformance.target;

/** Registry callbacks of the second driver. */
public interface PeerRegistry {
  /** Registers a registry callback that does nothing at that altitude; returns the status. */
  int occupy(String altitude);
}
