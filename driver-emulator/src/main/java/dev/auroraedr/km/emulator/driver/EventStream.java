package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.io.CancelRoutine;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.ArrayList;
import java.util.List;

/**
 * One event stream: events that wait or receives that wait, never both (STR-4). What its lock
 * guards changes under that lock only; requests are completed after its release. Thread-safe.
 */
public class EventStream {
  private static final CancelRoutine CANCEL =
      (device, irp) -> ((EventStream) irp.driverContext()[0]).cancel(irp);

  private final StreamGrant grant;
  private final Session session;
  private final SpinLock lock;
  private final EventQueue queue;
  private final ReceiveQueue receives;
  private final StreamAccount account;
  private final BatchWriter batches;
  private final ReceiveCompleter completer;
  private final RundownProtection unfinished = new RundownProtection();
  private int closedStatus = NtStatus.SUCCESS;

  /** Makes an open stream of a session, or of none in a test of this class alone. */
  public EventStream(StreamGrant grant, Session session, StreamState state, StreamTools tools) {
    this.grant = grant;
    this.session = session;
    this.lock = state.lock();
    this.queue = state.queue();
    this.receives = state.receives();
    this.account = state.account();
    this.batches = tools.batches();
    this.completer = tools.completer();
  }

  /** What it was opened with. */
  public final StreamGrant grant() {
    return grant;
  }

  final Session session() {
    return session;
  }

  /** Whether its mask has a type's bit. */
  public final boolean takes(int maskBit) {
    return (grant.eventMask() & maskBit) != 0;
  }

  /**
   * STR-7: an event reaches the stream: oldest receive, else queue, else dropped. Stamps the
   * stream's number into the event, which stays the caller's.
   */
  public void deliver(byte[] event, int size) {
    lock.acquire();
    Irp served = null;
    try {
      served = isOpen() ? accept(event, size) : null;
    } finally {
      lock.release();
    }
    if (served != null) {
      finish(served);
    }
  }

  /** STR-16: an event that could not be made takes a number and counts as dropped. */
  public void lose() {
    lock.acquire();
    try {
      if (isOpen()) {
        account.numberNext();
        account.countDropped(1);
      }
    } finally {
      lock.release();
    }
  }

  /** Gives the event its place; returns the receive that now holds it, or null. */
  protected Irp accept(byte[] event, int size) {
    LittleEndian.putU64(event, EventLayout.SEQUENCE_OFFSET, account.numberNext());
    Irp receive = receives.claimOldest();
    if (receive != null) {
      fill(receive, batches.copySingle(event, size, receive.systemBuffer().bytes()), 1);
    } else if (!queue.append(event, size)) {
      account.countDropped(1);
    }
    return receive;
  }

  /**
   * A receive arrives (STR-4).
   *
   * @return STATUS_PENDING if the stream has it now; else the status to complete it with, its
   *     IoStatus set if that is STATUS_SUCCESS
   */
  public int receive(Irp irp) {
    boolean ended = false;
    int status;
    lock.acquire();
    try {
      status = admit(irp);
      if (status == NtStatus.PENDING && !session.receives().acquire()) {
        // STR-15: CLEANUP has begun; a STOP took the stream out, so that it did not find and close
        // it.
        status = NtStatus.FILE_CLOSED;
      }
      ended = status == NtStatus.PENDING && !pend(irp);
    } finally {
      lock.release();
    }
    if (ended) {
      cancelNow(irp);
    }
    return status;
  }

  /** Serves a receive, refuses it or says that it must pend. */
  protected int admit(Irp irp) {
    if (!isOpen()) {
      return closedStatus;
    }
    if (!queue.isEmpty()) {
      serveQueued(irp);
      return NtStatus.SUCCESS;
    }
    return receives.isFull() ? NtStatus.INSUFFICIENT_RESOURCES : NtStatus.PENDING;
  }

  private void serveQueued(Irp irp) {
    int before = queue.count();
    int total = batches.moveQueued(queue, irp.systemBuffer().bytes(), irp.outputLength());
    fill(irp, total, before - queue.count());
  }

  private void fill(Irp irp, int total, int events) {
    account.countDelivered(events);
    BatchHeader header =
        new BatchHeader(grant.token(), total, events, account.takeDroppedSinceBatch());
    batches.writeHeader(irp.systemBuffer().bytes(), header);
    irp.setIoStatus(NtStatus.SUCCESS, total);
  }

  /** Queues a receive; false if it was cancelled before it arrived and is the caller's to end. */
  protected boolean pend(Irp irp) {
    unfinished.acquire();
    irp.markPending();
    irp.driverContext()[0] = this;
    return receives.enqueue(irp, CANCEL);
  }

  /** The cancel routine, entered with the cancel spin lock held. */
  private void cancel(Irp irp) {
    completer.releaseCancelSpinLock();
    lock.acquire();
    try {
      receives.remove(irp);
    } finally {
      lock.release();
    }
    cancelNow(irp);
  }

  /**
   * Closes the stream (STR-10): refuses what comes later with {@code status}, discards what is
   * queued and ends its receives, oldest first. Returns when each of them has been completed.
   */
  public StreamTotals close(int status) {
    List<Irp> ended = new ArrayList<>();
    StreamTotals totals;
    lock.acquire();
    try {
      closedStatus = status;
      account.countDropped(queue.count());
      totals = new StreamTotals(account.delivered(), account.dropped());
      takeReceives(ended);
    } finally {
      lock.release();
    }
    ended.forEach(this::cancelNow);
    unfinished.waitForRelease();
    return totals;
  }

  private void takeReceives(List<Irp> taken) {
    for (Irp irp = receives.claimOldest(); irp != null; irp = receives.claimOldest()) {
      taken.add(irp);
    }
  }

  /** The queue's memory, to be freed once the stream is closed. */
  final EventQueue queue() {
    return queue;
  }

  private boolean isOpen() {
    return closedStatus == NtStatus.SUCCESS;
  }

  private void finish(Irp irp) {
    try {
      completer.complete(irp);
    } finally {
      leave();
    }
  }

  /** Leaves also where the completion stops the machine: others would wait for it for ever. */
  private void cancelNow(Irp irp) {
    try {
      completer.cancel(irp);
    } finally {
      leave();
    }
  }

  private void leave() {
    session.receives().release();
    unfinished.release();
  }
}
