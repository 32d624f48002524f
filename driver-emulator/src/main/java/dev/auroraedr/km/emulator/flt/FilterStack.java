package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.NotModelledException;

/** The filters that see one operation on one volume, highest altitude first. Immutable. */
final class FilterStack {
  static final FilterStack EMPTY = new FilterStack(new Filter[0], 0);

  private final Filter[] filters;
  private final FilterCallbacks[] callbacks;

  FilterStack(Filter[] filters, int majorFunction) {
    this.filters = filters;
    this.callbacks = new FilterCallbacks[filters.length];
    for (int i = 0; i < filters.length; i++) {
      callbacks[i] = filters[i].registration().operations().get(majorFunction);
    }
  }

  /**
   * Runs an operation: pre-operations downwards, the file system, post-operations upwards.
   *
   * @return false if a filter disallowed fast I/O: the caller sends the operation as an IRP
   */
  boolean run(CallbackData data, int fileSystemStatus) {
    return runFrom(0, data, fileSystemStatus);
  }

  private boolean runFrom(int level, CallbackData data, int fileSystemStatus) {
    if (level == filters.length) {
      data.setStatus(fileSystemStatus);
      return true;
    }
    Filter filter = filters[level];
    if (!filter.rundown().acquire()) {
      return runFrom(level + 1, data, fileSystemStatus);
    }
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      return call(level, data, fileSystemStatus);
    } finally {
      filter.rundown().release();
      context.leaveDriver();
    }
  }

  private boolean call(int level, CallbackData data, int fileSystemStatus) {
    int answer = callbacks[level].pre().call(data);
    Object context = data.takeCompletionContext();
    switch (answer) {
      case PreOperation.COMPLETE:
        return true;
      case PreOperation.DISALLOW_FASTIO:
        return disallow(data);
      case PreOperation.SUCCESS_NO_CALLBACK:
        return runFrom(level + 1, data, fileSystemStatus);
      case PreOperation.SUCCESS_WITH_CALLBACK:
        runFrom(level + 1, data, fileSystemStatus);
        callbacks[level].post().call(data, context);
        return true;
      default:
        throw new NotModelledException("FLT_PREOP_CALLBACK_STATUS " + answer);
    }
  }

  private static boolean disallow(CallbackData data) {
    if (!data.isFastIo()) {
      throw new NotModelledException("FLT_PREOP_DISALLOW_FASTIO for an IRP");
    }
    return false;
  }
}
