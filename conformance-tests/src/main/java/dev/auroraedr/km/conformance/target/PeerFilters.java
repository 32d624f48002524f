package dev.auroraedr.km.conformance.target;

/** Minifilters of the second driver. */
public interface PeerFilters {
  /**
   * Registers a minifilter of that altitude and starts it on every volume.
   *
   * @return STATUS_SUCCESS, or the status of the call that refused
   */
  int occupy(String altitude);
}
