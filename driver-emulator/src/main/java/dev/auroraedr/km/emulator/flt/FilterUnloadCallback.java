package dev.auroraedr.km.emulator.flt;

/** PFLT_FILTER_UNLOAD_CALLBACK: asks a minifilter to unload. */
@FunctionalInterface
public interface FilterUnloadCallback {
  /** FLTFL_FILTER_UNLOAD_MANDATORY: what the filter answers doesn't matter. */
  int MANDATORY = 1;

  /**
   * Called at PASSIVE_LEVEL; has unregistered the filter when it returns a success.
   *
   * @param flags {@link #MANDATORY} or 0
   * @return STATUS_SUCCESS, or STATUS_FLT_DO_NOT_DETACH to stay
   */
  int call(int flags);
}
