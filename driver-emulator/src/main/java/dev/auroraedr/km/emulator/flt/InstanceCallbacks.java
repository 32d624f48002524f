package dev.auroraedr.km.emulator.flt;

/**
 * What a filter registers about its instances; each may be null, as in FLT_REGISTRATION.
 *
 * @param setup InstanceSetupCallback: says whether to attach; null attaches everywhere
 * @param queryTeardown InstanceQueryTeardownCallback; null refuses every manual detach
 * @param teardown InstanceTeardownCompleteCallback
 */
public record InstanceCallbacks(Setup setup, QueryTeardown queryTeardown, Teardown teardown) {
  /** No callback at all. */
  public static final InstanceCallbacks NONE = new InstanceCallbacks(null, null, null);

  /** PFLT_INSTANCE_SETUP_CALLBACK. */
  @FunctionalInterface
  public interface Setup {
    /**
     * A volume is offered.
     *
     * @return STATUS_SUCCESS attaches; anything else, such as STATUS_FLT_DO_NOT_ATTACH, doesn't
     */
    int call(Volume volume);
  }

  /** PFLT_INSTANCE_QUERY_TEARDOWN_CALLBACK. */
  @FunctionalInterface
  public interface QueryTeardown {
    /** Somebody wants to detach by hand; STATUS_SUCCESS lets him. */
    int call(Volume volume);
  }

  /** PFLT_INSTANCE_TEARDOWN_CALLBACK, the later one. */
  @FunctionalInterface
  public interface Teardown {
    /** The instance is gone. */
    void call(Volume volume);
  }
}
