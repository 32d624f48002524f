package dev.auroraedr.km.emulator.ps;

/** A thread of the emulated system (KTHREAD). Thread-safe. */
public final class KThread {
  private final int threadId;
  private final Process process;
  private volatile boolean terminated;

  KThread(int threadId, Process process) {
    this.threadId = threadId;
    this.process = process;
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
