package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KEvent;
import dev.auroraedr.km.emulator.ps.Process;

/**
 * A system call whose thread waits inside the kernel, as calls on a synchronous file object do
 * (facts 1.7). With one Java thread it stands for the blocked emulated thread and ends when another
 * call lets it; with real threads {@link #await} blocks. Thread-safe.
 */
public final class ParkedCall {
  private final KEvent done = new KEvent();
  private final Process process;
  private volatile int status = NtStatus.PENDING;

  ParkedCall(Process process) {
    this.process = process;
  }

  static ParkedCall over(Process process, int status) {
    ParkedCall call = new ParkedCall(process);
    call.finish(status);
    return call;
  }

  void finish(int newStatus) {
    status = newStatus;
    done.set();
  }

  Process process() {
    return process;
  }

  /** Whether the call has returned. */
  public boolean isDone() {
    return done.signalled();
  }

  /** What it returned; STATUS_PENDING while it has not. */
  public int status() {
    return status;
  }

  /**
   * Waits until it returns.
   *
   * @return what it returned; STATUS_PENDING after a time-out
   */
  public int await(long nanos) {
    done.await(nanos);
    return status;
  }
}
