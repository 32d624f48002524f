package dev.auroraedr.km.conformance.target;

import java.util.List;

/** Faults and interleavings at the kernel calls that the driver makes. */
public interface KernelControl {
  /**
   * Lets one call fail as Windows would.
   *
   * @param call name of the kernel call, such as {@code BCryptGenRandom}
   * @param nth which call from now on, 1 is the next
   */
  void fail(String call, int nth);

  /** The same with a status of choice, an error, where the call tells its caller one. */
  void fail(String call, int nth, int status);

  /** Lets every such call fail with that status until {@link #clear}. */
  void failAll(String call, int status);

  /** Lets every such call fail until {@link #clear}. */
  void failAll(String call);

  /**
   * Runs an action when the driver is about to make such a call; the action may call the machine as
   * another thread would. Runs once.
   */
  void at(String call, int nth, Runnable action);

  /** Runs an action at every kernel call of the driver, with the call's name. Until clear. */
  void atEvery(java.util.function.Consumer<String> action);

  /**
   * Has the system's random generator give these bytes to the driver's next request, before any of
   * its own; several calls queue. For chances that never come, such as a token drawn twice.
   */
  void nextRandom(byte[] bytes);

  /** Ends all of the above. */
  void clear();

  /** Starts recording the names of the driver's kernel calls. */
  void startTrace();

  /** Ends recording and returns the names in order. */
  List<String> stopTrace();
}
