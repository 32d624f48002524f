package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.BatchHeader;
import dev.auroraedr.km.emulator.driver.BatchWriter;
import dev.auroraedr.km.emulator.driver.EventQueue;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.ReceiveCompleter;
import dev.auroraedr.km.emulator.driver.ReceiveQueue;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.CancelRoutine;
import dev.auroraedr.km.emulator.io.IoManager;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that build batches, queue receives and cancel them wrongly. */
final class BrokenReceives {
  private BrokenReceives() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "large-batches",
                "A batch fills the whole output, however long.",
                Parts.batches(LargeBatches::new))
            .fails(
                Clauses.STR_4,
                "a batch must hold a header and an event and fit the output and 65,536 bytes"),
        driver(
                "batch-ends-early",
                "An event that fits the output exactly is left for the next batch.",
                Parts.batches(EarlyEnd::new))
            .fails(Clauses.STR_4, "events for 4128 bytes"),
        driver(
                "one-event-a-batch",
                "A batch holds one event even where more are queued.",
                Parts.batches(OneEvent::new))
            .fails(Clauses.STR_4, "names of the batch"),
        driver(
                "total-without-header",
                "total_bytes leaves out the header.",
                Parts.batches(TotalWithoutHeader::new))
            .fails(Clauses.STR_4, "EventBatch.total_bytes"),
        driver(
                "empty-batches",
                "A receive with nothing queued completes with an empty batch.",
                Parts.stream(EmptyBatches::new))
            .fails(Clauses.STR_4, "a receive on a stream with nothing queued"),
        driver(
                "newest-first",
                "An event is put at the head of the queue.",
                Parts.queue(NewestFirst::new))
            .fails(Clauses.STR_4, "sequence numbers must rise within a batch"),
        driver(
                "receives-lifo",
                "The newest receive is served first.",
                Parts.receives(ReceiveStack::new))
            .fails(Clauses.STR_6, "receive 0 must end next"),
        driver("65-receives", "A 65th receive may pend.", Parts.receives(() -> new RoomFor(65)))
            .fails(Clauses.STR_6, "the 65th pending receive"),
        driver(
                "32-receives",
                "No more than 32 receives may pend.",
                Parts.receives(() -> new RoomFor(32)))
            .fails(Clauses.STR_6, "a receive on a stream with nothing queued"),
        driver(
                "no-cancel-routine",
                "A receive pends without a cancel routine.",
                Parts.receives(NoCancelRoutine::new))
            .fails(Clauses.STR_9, "has not ended"),
        driver(
                "cancelled-with-event",
                "A receive that got an event ends with STATUS_CANCELLED if that was asked for"
                    + " meanwhile: the event is lost.",
                Parts.completer(LosesEvents::new))
            .fails(Clauses.STR_9, "events, other action at"),
        driver(
                "claims-cancelled",
                "An event goes to a receive whose cancellation has won.",
                Parts.receives(ClaimsCancelled::new))
            .fails(
                Clauses.STR_9,
                "MULTIPLE_IRP_COMPLETE_REQUESTS",
                "IRP touched after its completion"));
  }

  private static final class LargeBatches extends BatchWriter {
    @Override
    protected int batchLimit(long outputLength) {
      return (int) outputLength;
    }
  }

  private static final class EarlyEnd extends BatchWriter {
    @Override
    protected int batchLimit(long outputLength) {
      return super.batchLimit(outputLength) - 1;
    }
  }

  private static final class OneEvent extends BatchWriter {
    @Override
    public int moveQueued(EventQueue queue, byte[] out, long outputLength) {
      return 32 + queue.removeOldest(out, 32);
    }
  }

  private static final class TotalWithoutHeader extends BatchWriter {
    @Override
    public void writeHeader(byte[] out, BatchHeader header) {
      super.writeHeader(
          out,
          new BatchHeader(
              header.token(), header.totalBytes() - 32, header.eventCount(), header.dropped()));
    }
  }

  private static final class EmptyBatches extends EventStream {
    EmptyBatches(Parts.Made made) {
      super(made.grant(), made.session(), made.state(), made.tools());
    }

    @Override
    protected int admit(Irp irp) {
      int status = super.admit(irp);
      if (status != NtStatus.PENDING) {
        return status;
      }
      new BatchWriter()
          .writeHeader(irp.systemBuffer().bytes(), new BatchHeader(grant().token(), 32, 0, 0));
      irp.setIoStatus(NtStatus.SUCCESS, 32);
      return NtStatus.SUCCESS;
    }
  }

  private static final class NewestFirst extends EventQueue {
    NewestFirst(PoolBlock memory) {
      super(memory);
    }

    @Override
    public boolean append(byte[] event, int size) {
      if (!super.append(event, size)) {
        return false;
      }
      byte[] moved = new byte[4096];
      for (int older = count() - 1; older > 0; older--) {
        super.append(moved, removeOldest(moved, 0));
      }
      return true;
    }
  }

  /** Serves the receive that came last. */
  private static final class ReceiveStack extends ListedReceives {
    @Override
    protected void link(Irp irp) {
      waiting.addFirst(irp);
    }
  }

  private static final class RoomFor extends ReceiveQueue {
    private final int most;

    RoomFor(int most) {
      this.most = most;
    }

    @Override
    public boolean isFull() {
      return count() >= most;
    }
  }

  private static final class NoCancelRoutine extends ListedReceives {
    @Override
    public boolean enqueue(Irp irp, CancelRoutine routine) {
      link(irp);
      return true;
    }

    @Override
    protected boolean claim(Irp irp) {
      return true;
    }
  }

  private static final class LosesEvents extends ReceiveCompleter {
    LosesEvents(IoManager io) {
      super(io);
    }

    @Override
    public void complete(Irp irp) {
      if (irp.cancelled()) {
        irp.setIoStatus(NtStatus.CANCELLED, 0);
      }
      super.complete(irp);
    }
  }

  private static final class ClaimsCancelled extends ReceiveQueue {
    @Override
    protected boolean claim(Irp irp) {
      super.claim(irp);
      return true;
    }
  }
}
