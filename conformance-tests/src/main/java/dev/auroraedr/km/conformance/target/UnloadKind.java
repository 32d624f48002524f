package dev.auroraedr.km.conformance.target;

/** Ways to unload a minifilter (UNL-1). */
public enum UnloadKind {
  /** {@code sc stop}, NtUnloadDriver: deferred by the I/O manager while file objects exist. */
  SERVICE_STOP,
  /** {@code fltmc unload}, FilterUnload: the driver may refuse. */
  FILTER,
  /** FilterUnloadCallback with FLTFL_FILTER_UNLOAD_MANDATORY, whatever is open. */
  FILTER_MANDATORY
}
