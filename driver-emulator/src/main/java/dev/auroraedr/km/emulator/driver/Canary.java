package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.function.IntSupplier;

/**
 * An operation that the driver sends to itself to see its own callback called (HLT-8). One is under
 * way at a time; callbacks of other threads read one field and go on. Thread-safe.
 */
public class Canary {
  private volatile KThread sender;
  private volatile boolean seen;

  /**
   * Sends it.
   *
   * @param thread the querying thread, in which the callback will be called
   * @param operation the call; returns its status
   * @return STATUS_SUCCESS if the own callback saw it, STATUS_NOT_FOUND if not;
   *     STATUS_INSUFFICIENT_RESOURCES if it could not be issued
   */
  public int send(Ke ke, KThread thread, IntSupplier operation) {
    ke.requirePassive("a canary");
    seen = false;
    sender = thread;
    int status = operation.getAsInt();
    sender = null;
    return verdict(status);
  }

  /** What it showed: being seen counts, whatever became of the operation above or below. */
  protected int verdict(int status) {
    if (seen) {
      return NtStatus.SUCCESS;
    }
    return verdictOfFailure(status);
  }

  /**
   * HLT-8: what a failing call says that was made to find out. Only lack of memory says nothing of
   * the callback; otherwise a tamperer could keep a query from ever telling what it has found, by
   * whatever status his doing makes the call fail with.
   *
   * @return STATUS_INSUFFICIENT_RESOURCES, whatever the shortage is called, or STATUS_NOT_FOUND
   */
  public static int verdictOfFailure(int status) {
    return OutOfMemory.is(status) ? NtStatus.INSUFFICIENT_RESOURCES : NtStatus.NOT_FOUND;
  }

  /** Whether an operation of that thread may be the canary; its name decides. */
  public boolean mayBeSentBy(KThread thread) {
    KThread current = sender;
    return current != null && current == thread;
  }

  /** Whether one is under way: costs one read. */
  public final boolean isUnderWay() {
    return sender != null;
  }

  /** The own callback has seen it. */
  public void see() {
    seen = true;
  }
}
