package dev.auroraedr.km.emulator.ps;

/** A thread of the emulated system (KTHREAD). Thread-safe. */
public final class KThread {
  private final int threadId;
  private final Process process;
  private volatile boolean terminated;
  private volatile boolean previousModeKernel;

  KThread(int threadId, Process process) {
    this.threadId = threadId;
    this.process = process;
    this.previousModeKernel = process.processId() == ProcessManager.SYSTEM_PROCESS_ID;
  }

  /** ExGetPreviousMode in this thread: whether a kernel component made the call under way. */
  public boolean isPreviousModeKernel() {
    return previousModeKernel;
  }

  /** A Zw call of a driver begins in this thread; returns the mode before. */
  public boolean enterKernelMode() {
    boolean before = previousModeKernel;
    previousModeKernel = true;
    return before;
  }

  /** It has ended. */
  public void leaveKernelMode(boolean before) {
    previousModeKernel = before;
  }

  /** PsGetThreadId: unique with process ids, a multiple of 4. */
  public int threadId() {
    return threadId;
  }

  /** PsGetThreadProcess. */
  public Process process() {
    return process;
  }

  /** Whether the thread has ended. */
  public boolean terminated() {
    return terminated;
  }

  void terminate() {
    terminated = true;
  }

  @Override
  public String toString() {
    return "thread " + threadId + " of " + process;
  }
}
