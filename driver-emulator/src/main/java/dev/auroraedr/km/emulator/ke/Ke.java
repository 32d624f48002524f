package dev.auroraedr.km.emulator.ke;

import java.util.concurrent.atomic.LongAdder;

/** The kernel's own services: spin locks, IRQL, system time. Thread-safe. */
public final class Ke {
  /** PASSIVE_LEVEL. */
  public static final int PASSIVE_LEVEL = 0;

  /** DISPATCH_LEVEL. */
  public static final int DISPATCH_LEVEL = 2;

  private final KernelCalls calls;
  private final Verifier verifier;
  private final SystemClock clock;
  private final LongAdder locksTaken = new LongAdder();

  /** Makes the kernel of one machine. */
  public Ke(KernelCalls calls, Verifier verifier, SystemClock clock) {
    this.calls = calls;
    this.verifier = verifier;
    this.clock = clock;
  }

  /** KeInitializeSpinLock. */
  public SpinLock newSpinLock() {
    return new SpinLock(this);
  }

  /** KeInitializeMutex. */
  public KMutex newMutex() {
    return new KMutex(this);
  }

  /** KeQuerySystemTimePrecise: FILETIME, 100 ns since 1601 UTC. */
  public long querySystemTimePrecise() {
    calls.enter("KeQuerySystemTimePrecise");
    return clock.now();
  }

  /** KeQuerySystemTime, for systems without the precise one. */
  public long querySystemTime() {
    calls.enter("KeQuerySystemTime");
    return clock.now();
  }

  /** KeGetCurrentIrql: {@link #DISPATCH_LEVEL} while a spin lock is held, and in a DPC. */
  public int currentIrql() {
    ExecutionContext context = ExecutionContext.current();
    return context.spinLocksHeld() > 0 || context.isRaised() ? DISPATCH_LEVEL : PASSIVE_LEVEL;
  }

  /** The system runs an action at DISPATCH_LEVEL, as a DPC does that completes a request. */
  public void atDispatchLevel(Runnable action) {
    ExecutionContext context = ExecutionContext.current();
    context.raise();
    try {
      action.run();
    } finally {
      context.lower();
    }
  }

  /**
   * Lets only code at PASSIVE_LEVEL pass.
   *
   * @throws BugCheckException IRQL_NOT_LESS_OR_EQUAL otherwise
   */
  public void requirePassive(String call) {
    if (currentIrql() != PASSIVE_LEVEL) {
      boolean locked = ExecutionContext.current().spinLocksHeld() > 0;
      throw verifier.bugCheck(
          0xA,
          "IRQL_NOT_LESS_OR_EQUAL",
          call + " called " + (locked ? "while a spin lock is held" : "at DISPATCH_LEVEL"));
    }
  }

  /** Counts a lock of another kind, such as a mutex, in {@link #locksTaken}. */
  public void countLock() {
    locksTaken.increment();
  }

  /** Locks taken since boot, over all threads. */
  public long locksTaken() {
    return locksTaken.sum();
  }

  /** The gate of driver calls. */
  public KernelCalls calls() {
    return calls;
  }

  /** The judge of driver calls. */
  public Verifier verifier() {
    return verifier;
  }

  /** The machine's clock. */
  public SystemClock clock() {
    return clock;
  }
}
