package dev.auroraedr.km.emulator.flt;

import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.rtl.Altitude;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * PFLT_INSTANCE: a filter attached to a volume. Knows the operations that passed its pre-operation
 * and whose post-operation it still owes, so that a teardown can drain them. Thread-safe.
 */
public final class FilterInstance {
  private final Filter filter;
  private final Volume volume;
  private final Altitude altitude;
  private final RundownProtection rundown = new RundownProtection();
  private final Set<CallbackData> owed = ConcurrentHashMap.newKeySet();

  FilterInstance(Filter filter, Volume volume, Altitude altitude) {
    this.filter = filter;
    this.volume = volume;
    this.altitude = altitude;
  }

  /** Its filter. */
  public Filter filter() {
    return filter;
  }

  /** Its volume. */
  public Volume volume() {
    return volume;
  }

  /** Where it stands on its volume. */
  public Altitude altitude() {
    return altitude;
  }

  /** A callback is about to run; false once the teardown has begun, or if it does nothing. */
  boolean enter() {
    if (filter.isSilenced() || !rundown.acquire()) {
      return false;
    }
    ExecutionContext.current().enterDriver();
    return true;
  }

  void leave() {
    rundown.release();
    ExecutionContext.current().leaveDriver();
  }

  /** The pre-operation asked for the post-operation. */
  void owe(CallbackData data) {
    owed.add(data);
  }

  /** The operation came back; the caller is inside {@link #enter}. */
  void pay(CallbackData data) {
    owed.remove(data);
  }

  /** Operations below this instance that will come back to it. */
  int owedPostOperations() {
    return owed.size();
  }

  /** The operation came back while the teardown was under way, which drains it. */
  synchronized void awaitDrained(CallbackData data) {
    boolean interrupted = false;
    while (owed.contains(data)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for callbacks that run and then calls the post-operations owed, with
   * FLTFL_POST_OPERATION_DRAINING: their operations are still below.
   */
  void tearDown() {
    rundown.waitForRelease();
    owed.forEach(this::drain);
    synchronized (this) {
      owed.clear();
      notifyAll();
    }
    InstanceCallbacks.Teardown teardown = filter.registration().instances().teardown();
    if (teardown != null) {
      asDriver(() -> teardown.call(volume));
    }
  }

  private void drain(CallbackData data) {
    asDriver(() -> data.callPost(this, FilterCallbacks.Post.DRAINING));
  }

  static void asDriver(Runnable callback) {
    ExecutionContext context = ExecutionContext.current();
    context.enterDriver();
    try {
      callback.run();
    } finally {
      context.leaveDriver();
    }
  }
}
