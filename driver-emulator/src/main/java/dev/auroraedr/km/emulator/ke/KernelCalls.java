package dev.auroraedr.km.emulator.ke;

import java.util.function.Predicate;

/**
 * The gate that every kernel call of a driver passes: tests count, trace, fail and interleave
 * there. Costs one volatile read while nobody looks. Thread-safe.
 */
public final class KernelCalls {
  private volatile Predicate<String> observer;

  /**
   * Announces a call by its Windows name, such as {@code IoCreateDevice}.
   *
   * @return true if the call must fail as it does on Windows when resources are short
   */
  public boolean enter(String call) {
    Predicate<String> current = observer;
    return current != null && current.test(call);
  }

  /** Sets who is told of each call and decides whether it fails; null for nobody. */
  public void observe(Predicate<String> newObserver) {
    observer = newObserver;
  }
}
