package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ke.Verifier;

/** Takes operations down through the filters of a volume. Allocates nothing of its own. */
final class Descent {
  private static final int FLTMGR_FILE_SYSTEM = 0xF5;

  private final Verifier verifier;

  Descent(Verifier verifier) {
    this.verifier = verifier;
  }

  /** Calls the pre-operations, highest first; false if one of them ended the operation. */
  boolean descend(CallbackData data) {
    FilterStack stack = data.file().volume().stack(data.majorFunction());
    for (int level = 0; level < stack.size(); level++) {
      FilterCallbacks callbacks = stack.callbacks(level);
      FilterInstance instance = stack.instance(level);
      if (instance.enter() && !passes(data, instance, callbacks)) {
        return false;
      }
    }
    return true;
  }

  private boolean passes(CallbackData data, FilterInstance instance, FilterCallbacks callbacks) {
    try {
      int answer = answer(data, callbacks);
      return obey(answer, data, instance, callbacks);
    } finally {
      instance.leave();
    }
  }

  private static int answer(CallbackData data, FilterCallbacks callbacks) {
    data.clearCompletionContext();
    return callbacks.pre() == null
        ? PreOperation.SUCCESS_WITH_CALLBACK
        : callbacks.pre().call(data);
  }

  private boolean obey(
      int answer, CallbackData data, FilterInstance instance, FilterCallbacks callbacks) {
    switch (answer) {
      case PreOperation.SUCCESS_NO_CALLBACK:
        return true;
      case PreOperation.SUCCESS_WITH_CALLBACK:
        requirePost(instance, callbacks);
        data.owePost(instance, callbacks.post());
        return true;
      case PreOperation.COMPLETE:
        requireCompletable(data);
        return false;
      case PreOperation.DISALLOW_FASTIO:
        requireFastIo(data);
        data.setStatus(NtStatus.FLT_DISALLOW_FAST_IO);
        return false;
      default:
        throw new NotModelledException("FLT_PREOP_CALLBACK_STATUS " + answer);
    }
  }

  private void requirePost(FilterInstance instance, FilterCallbacks callbacks) {
    if (callbacks.post() == null) {
      throw stop(
          "the filter at "
              + instance.altitude()
              + " answered FLT_PREOP_SUCCESS_WITH_CALLBACK and has no post-operation callback");
    }
  }

  private void requireCompletable(CallbackData data) {
    boolean ends =
        data.majorFunction() == MajorFunction.CLEANUP
            || data.majorFunction() == MajorFunction.CLOSE;
    if (data.status() == NtStatus.PENDING || ends && data.status() < 0) {
      throw stop(
          String.format(
              "a filter completed major function 0x%X with status 0x%08X",
              data.majorFunction(), data.status()));
    }
  }

  private void requireFastIo(CallbackData data) {
    if (!data.isFastIo()) {
      throw stop("a filter answered FLT_PREOP_DISALLOW_FASTIO to an IRP");
    }
  }

  private RuntimeException stop(String detail) {
    return verifier.bugCheck(FLTMGR_FILE_SYSTEM, "FLTMGR_FILE_SYSTEM", detail);
  }
}
