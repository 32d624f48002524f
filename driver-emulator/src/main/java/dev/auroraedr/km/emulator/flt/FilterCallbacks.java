package dev.auroraedr.km.emulator.flt;

/**
 * The callbacks of one entry of FLT_OPERATION_REGISTRATION.
 *
 * @param pre pre-operation callback; null if there is none
 * @param post post-operation callback; null if there is none
 */
public record FilterCallbacks(Pre pre, Post post) {
  /** PFLT_PRE_OPERATION_CALLBACK. */
  @FunctionalInterface
  public interface Pre {
    /** Returns one of {@link PreOperation}. Data may be used until it returns. */
    int call(CallbackData data);
  }

  /** PFLT_POST_OPERATION_CALLBACK; may run at DISPATCH_LEVEL, in any thread. */
  @FunctionalInterface
  public interface Post {
    /** FLTFL_POST_OPERATION_DRAINING: the instance goes; only the context may be freed. */
    int DRAINING = 1;

    /**
     * Called when the file system has completed the operation, or while it is drained.
     *
     * @param completionContext what the pre-operation left in {@link
     *     CallbackData#setCompletionContext}
     * @param flags 0 or {@link #DRAINING}
     */
    void call(CallbackData data, Object completionContext, int flags);
  }
}
