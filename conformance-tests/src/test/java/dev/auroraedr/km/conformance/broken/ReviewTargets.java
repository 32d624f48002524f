package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.Parts.Made;
import dev.auroraedr.km.emulator.driver.EventQueue;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.ReceiveQueue;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamAccount;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.TokenSource;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.CancelRoutine;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that a review thought up after the suite had passed its first trial. */
final class ReviewTargets {
  private ReviewTargets() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "half-the-largest-queue",
                "No queue holds more than 2 MiB, whatever was granted.",
                Parts.queue(TwoMebibytes::new))
            .fails(Clauses.STR_16, "events of 2048 bytes in a queue of 4194304"),
        driver(
                "bytes-across-the-end",
                "The second piece of an event that lies across the queue's end is not copied.",
                Parts.queue(FirstPiece::new))
            .fails(Clauses.STR_16, "Event.size"),
        driver(
                "dropped-in-16-bits",
                "dropped of a batch wraps at 65,536.",
                Parts.account(Dropped16::new))
            .fails(Clauses.STR_8, "dropped of the batch"),
        driver(
                "pending-forgets-losses",
                "A receive that pends takes the count of losses with it.",
                Parts.stream(PendForgets::new))
            .fails(Clauses.STR_8, "dropped of the batch after the loss"),
        driver(
                "lost-race-is-cancelled",
                "A receive that loses against STOP fails with STATUS_CANCELLED at once.",
                Parts.stream(LostIsCancelled::new))
            .fails(Clauses.STR_10, "must not find its stream"),
        driver(
                "cancelled-early-keeps-its-place",
                "A receive that was cancelled before it pended counts against the 64 for good.",
                Parts.receives(KeptPlaces::new))
            .fails(Clauses.STR_9, "STATUS_INSUFFICIENT_RESOURCES"),
        driver(
                "cleanup-beside-a-stop",
                "CLEANUP does not wait for receives that a STOP is ending.",
                Parts.sessions(NoWait::new))
            .fails(Clauses.STR_15, "CLEANUP must end every receive first"),
        driver(
                "half-random-tokens",
                "A token's second half repeats its first.",
                Parts.tokens(HalfRandom::new))
            .fails(Clauses.STR_2, "independent bits of 200 tokens"));
  }

  private static final class TwoMebibytes extends EventQueue {
    TwoMebibytes(PoolBlock memory) {
      super(memory);
    }

    @Override
    protected boolean fits(int size) {
      return super.fits(size) && usedBytes() + size <= Limits.MAX_QUEUE_BYTES / 2;
    }
  }

  private static final class FirstPiece extends EventQueue {
    private int head;

    FirstPiece(PoolBlock memory) {
      super(memory);
    }

    @Override
    protected void copyOut(byte[] target, int at, int size) {
      int first = Math.min(size, memory().size() - head);
      System.arraycopy(memory().bytes(), head, target, at, first);
      head = (head + size) % memory().size();
    }
  }

  private static final class Dropped16 extends StreamAccount {
    @Override
    public int takeDroppedSinceBatch() {
      return super.takeDroppedSinceBatch() & 0xFFFF;
    }
  }

  private static final class PendForgets extends EventStream {
    private final StreamAccount account;

    PendForgets(Made made) {
      super(made.grant(), made.session(), made.state(), made.tools());
      account = made.state().account();
    }

    @Override
    protected boolean pend(Irp irp) {
      account.takeDroppedSinceBatch();
      return super.pend(irp);
    }
  }

  private static final class LostIsCancelled extends EventStream {
    LostIsCancelled(Made made) {
      super(made.grant(), made.session(), made.state(), made.tools());
    }

    @Override
    protected int admit(Irp irp) {
      int status = super.admit(irp);
      return status == NtStatus.NOT_FOUND ? NtStatus.CANCELLED : status;
    }
  }

  private static final class KeptPlaces extends ReceiveQueue {
    private int kept;

    @Override
    public boolean enqueue(Irp irp, CancelRoutine routine) {
      boolean pends = super.enqueue(irp, routine);
      kept += pends ? 0 : 1;
      return pends;
    }

    @Override
    public boolean isFull() {
      return count() + kept >= Limits.MAX_PENDING_RECEIVES;
    }
  }

  private static final class NoWait extends SessionTable {
    private final StreamCloser closer;

    NoWait(Pool pool, StreamCloser closer) {
      super(pool, closer);
      this.closer = closer;
    }

    @Override
    public void end(Session session) {
      closer.endSession(session);
    }
  }

  private static final class HalfRandom extends TokenSource {
    HalfRandom(RandomSource random) {
      super(random);
    }

    @Override
    protected void stamp(byte[] bytes) {
      System.arraycopy(bytes, 0, bytes, 8, 8);
      super.stamp(bytes);
    }
  }
}
