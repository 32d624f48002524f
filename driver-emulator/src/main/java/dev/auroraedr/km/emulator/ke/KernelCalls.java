package dev.auroraedr.km.emulator.ke;

import dev.auroraedr.km.abi.NtStatus;
import java.util.function.ToIntFunction;

/**
 * The gate that every kernel call of a driver passes: tests count, trace, fail and interleave
 * there. Costs one volatile read while nobody looks. Thread-safe.
 */
public final class KernelCalls {
  private volatile ToIntFunction<String> observer;

  /**
   * Announces a call by its Windows name, such as {@code IoCreateDevice}.
   *
   * @return true if the call must fail as it does on Windows when resources are short
   */
  public boolean enter(String call) {
    return enterForStatus(call) != NtStatus.SUCCESS;
  }

  /**
   * Announces a call that tells its caller a status.
   *
   * @return STATUS_SUCCESS, or the status with which the call must fail
   */
  public int enterForStatus(String call) {
    ToIntFunction<String> current = observer;
    return current == null ? NtStatus.SUCCESS : current.applyAsInt(call);
  }

  /**
   * Sets who is told of each call and answers STATUS_SUCCESS, or the status with which it fails;
   * null for nobody.
   */
  public void observe(ToIntFunction<String> newObserver) {
    observer = newObserver;
  }
}
