package dev.auroraedr.km.emulator.ke;

import java.util.ArrayDeque;

/**
 * What a processor knows about the code that it runs: which emulated thread, how many spin locks
 * are held, how deep the driver is nested. One per Java thread; the only static state here.
 */
public final class ExecutionContext {
  private static final ThreadLocal<ExecutionContext> CURRENT =
      ThreadLocal.withInitial(ExecutionContext::new);

  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>(0);
  private Object thread;
  private int spinLocksHeld;
  private int driverDepth;
  private int raised;

  private ExecutionContext() {}

  /** The context of the calling Java thread. */
  public static ExecutionContext current() {
    return CURRENT.get();
  }

  /** The emulated thread that runs now; null outside every machine. */
  public Object thread() {
    return thread;
  }

  /** Switches to another emulated thread and returns the one before, to be restored after. */
  public Object switchTo(Object next) {
    Object previous = thread;
    thread = next;
    if (next == null) {
      // A thread that left every machine holds no spin lock; one that stopped may have kept some.
      spinLocksHeld = 0;
    }
    return previous;
  }

  /** Spin locks that the running code holds. */
  public int spinLocksHeld() {
    return spinLocksHeld;
  }

  /** The driver was stopped by a bug check: the spin locks that it took are gone with it. */
  public void forgetSpinLocks(int heldBefore) {
    spinLocksHeld = heldBefore;
  }

  /** Whether the system runs the code at DISPATCH_LEVEL, such as in a DPC. */
  boolean isRaised() {
    return raised > 0;
  }

  void raise() {
    raised++;
  }

  void lower() {
    raised--;
  }

  void spinLockTaken() {
    spinLocksHeld++;
  }

  void spinLockReleased() {
    spinLocksHeld--;
  }

  /** Calls of drivers on this Java thread's stack, one in the other. */
  public int driverDepth() {
    return driverDepth;
  }

  /** Whether a driver runs here: what it registers lies in its image, not in the system's. */
  public boolean runsDriver() {
    return driverDepth > 0;
  }

  /** The system is about to call a driver. */
  public void enterDriver() {
    driverDepth++;
  }

  /** The driver returned; work put off until no driver runs is done now. */
  public void leaveDriver() {
    if (--driverDepth == 0) {
      for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
        work.run();
      }
    }
  }

  /** Runs work as soon as no driver code is on this thread's stack, at once if none is now. */
  public void whenDriverReturned(Runnable work) {
    if (driverDepth == 0) {
      work.run();
    } else {
      deferred.add(work);
    }
  }
}
