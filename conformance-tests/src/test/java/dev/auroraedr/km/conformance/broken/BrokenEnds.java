package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.DeviceDispatch;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.SessionTable;
import dev.auroraedr.km.emulator.driver.StreamCloser;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.StreamTotals;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that end streams and sessions wrongly. */
final class BrokenEnds {
  private BrokenEnds() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver("stop-twice", "A second STOP of a stream succeeds.", Parts.requests(StopsTwice::new))
            .fails(Clauses.STR_10, "a second STOP"),
        driver(
                "stop-forgets-the-queue",
                "STOP tells no dropped events.",
                Parts.stream(ForgetsDropped::new))
            .fails(Clauses.STR_10, "dropped")
            .fails(Clauses.STR_8, "dropped"),
        driver("stop-before-receives", "STOP completes before its receives.", new LateCancels())
            .fails(Clauses.STR_10, "the order of the ends"),
        driver("newest-cancelled-first", "STOP cancels its newest receive first.", new Reversed())
            .fails(Clauses.STR_10, "the order of the ends"),
        driver(
                "queue-leaks-at-stop",
                "A stopped stream's queue is not freed.",
                Parts.closer((streams, pool) -> new StreamCloser(streams, new Hoarding(pool))))
            .fails(Clauses.STR_16, "pool bytes that a stopped stream leaves")
            .fails(Clauses.STR_11, "pool blocks"),
        driver(
                "session-leaks-at-close",
                "A closed session's memory is not freed.",
                Parts.sessions((pool, closer) -> new SessionTable(new Hoarding(pool), closer)))
            .fails(Clauses.STR_11, "pool blocks")
            .fails(Clauses.DEV_4, "pool blocks"),
        driver(
                "cleanup-does-nothing",
                "CLEANUP leaves streams open and receives pending.",
                Parts.dispatch(IdleCleanup::new))
            .fails(Clauses.STR_15, "CLEANUP must complete every receive first")
            .fails(Clauses.STR_11, "has not ended"),
        driver("cleanup-once", "A second CLEANUP fails.", Parts.dispatch(CleansOnce::new))
            .fails(Clauses.STR_15, "a further IRP_MJ_CLEANUP"),
        driver(
                "no-queries-after-cleanup",
                "After CLEANUP queries are refused too.",
                Parts.dispatch(QueriesEnd::new))
            .fails(Clauses.STR_15, "CallbackHealthReport without session"));
  }

  private static final class StopsTwice extends StreamRequests {
    StopsTwice(DriverServices services) {
      super(services);
    }

    @Override
    public int stop(Irp irp, Session session, Token token) {
      int status = super.stop(irp, session, token);
      if (status == NtStatus.NOT_FOUND) {
        irp.setIoStatus(NtStatus.SUCCESS, 0);
        return NtStatus.SUCCESS;
      }
      return status;
    }
  }

  private static final class ForgetsDropped extends EventStream {
    ForgetsDropped(Parts.Made made) {
      super(made.grant(), made.session(), made.state(), made.tools());
    }

    @Override
    public StreamTotals close(int status) {
      return new StreamTotals(super.close(status).delivered(), 0);
    }
  }

  /** Frees nothing. */
  private record Hoarding(Pool pool) implements Pool {
    @Override
    public PoolBlock allocateNonPaged(int bytes, String tag) {
      return pool.allocateNonPaged(bytes, tag);
    }

    @Override
    public void free(PoolBlock block, String tag) {
      // The defect: the block stays.
    }
  }

  private static final class IdleCleanup extends DeviceDispatch {
    private final Parts.Dispatched from;

    IdleCleanup(Parts.Dispatched from) {
      super(from.io(), from.sessions(), from.requests());
      this.from = from;
    }

    @Override
    public int cleanup(Irp irp) {
      irp.setIoStatus(NtStatus.SUCCESS, 0);
      from.io().completeRequest(irp);
      return NtStatus.SUCCESS;
    }
  }

  private static final class CleansOnce extends DeviceDispatch {
    private final Parts.Dispatched from;

    CleansOnce(Parts.Dispatched from) {
      super(from.io(), from.sessions(), from.requests());
      this.from = from;
    }

    @Override
    public int cleanup(Irp irp) {
      if (irp.fileObject().fsContext() != null && !cleaned.add(irp.fileObject())) {
        irp.setIoStatus(NtStatus.FILE_CLOSED, 0);
        from.io().completeRequest(irp);
        return NtStatus.FILE_CLOSED;
      }
      return super.cleanup(irp);
    }

    private final java.util.Set<Object> cleaned =
        java.util.concurrent.ConcurrentHashMap.newKeySet();
  }

  private static final class QueriesEnd extends DeviceDispatch {
    private final Parts.Dispatched from;

    QueriesEnd(Parts.Dispatched from) {
      super(from.io(), from.sessions(), from.requests());
      this.from = from;
    }

    @Override
    public int deviceControl(Irp irp) {
      if (irp.fileObject() == null || irp.fileObject().cleanupComplete()) {
        irp.setIoStatus(NtStatus.FILE_CLOSED, 0);
        from.io().completeRequest(irp);
        return NtStatus.FILE_CLOSED;
      }
      return super.deviceControl(irp);
    }
  }
}
