package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.EventStream;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.StreamLookUp;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Drivers that open, limit and find streams wrongly. */
final class BrokenStreams {
  private BrokenStreams() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "small-default-queue",
                "queue_bytes 0 grants 65,536 bytes.",
                Parts.requests(SmallDefault::new))
            .fails(Clauses.STR_1, "queue_bytes granted for 0"),
        driver(
                "unrounded-queue",
                "queue_bytes is granted as asked, not rounded up.",
                Parts.requests(Unrounded::new))
            .fails(Clauses.STR_1, "queue_bytes granted for 16385"),
        driver(
                "mask-zero-is-files",
                "event_mask 0 means file events alone.",
                Parts.requests(ZeroIsFiles::new))
            .fails(Clauses.STR_1, "types that mask 0 brings"),
        driver("65-streams", "A 65th stream is opened.", Parts.table(l -> new TooMany(l, 64)))
            .fails(Clauses.STR_3, "the 65th stream of all"),
        driver(
                "nine-streams-a-handle",
                "A handle may have a ninth stream.",
                Parts.table(l -> new TooMany(l, 8)))
            .fails(Clauses.STR_3, "the ninth stream of a handle"),
        driver(
                "65-mebibytes",
                "Queues may take more than 64 MiB in all.",
                Parts.table(l -> new TooMany(l, 16)))
            .fails(Clauses.STR_3, "one more queue after 64 MiB"),
        driver(
                "refused-opens-count",
                "Opens that were refused go on counting against the limit.",
                Parts.table(RefusalsCount::new))
            .fails(Clauses.STR_3, "must end with STATUS_SUCCESS"),
        driver("any-handle", "A token is good on every handle.", Parts.table(AnyHandle::new))
            .fails(Clauses.DEV_3, "on another handle")
            .fails(Clauses.STR_5, "a receive must end; was pending still"),
        driver(
                "tells-foreign-tokens",
                "A token of another handle gives STATUS_ACCESS_DENIED.",
                Parts.table(TellsForeign::new))
            .fails(Clauses.DEV_3, "must end with STATUS_NOT_FOUND")
            .fails(Clauses.STR_5, "must end with STATUS_NOT_FOUND"),
        driver(
                "half-a-token",
                "Only the first 8 bytes of a token are compared.",
                Parts.table(HalfToken::new))
            .fails(Clauses.STR_5, "a receive with bit"),
        driver(
                "closed-is-not-found",
                "After CLEANUP a receive gives STATUS_NOT_FOUND.",
                Parts.table(ClosedIsNotFound::new))
            .fails(Clauses.STR_15, "STATUS_FILE_CLOSED"),
        driver(
                "opens-after-cleanup",
                "A stream can be opened after CLEANUP.",
                Parts.table(OpensAfterCleanup::new))
            .fails(Clauses.STR_15, "STATUS_FILE_CLOSED"));
  }

  private static final class SmallDefault extends StreamRequests {
    SmallDefault(DriverServices services) {
      super(services);
    }

    @Override
    protected int grantedBytes(int asked) {
      return asked == 0 ? 65_536 : super.grantedBytes(asked);
    }
  }

  private static final class Unrounded extends StreamRequests {
    Unrounded(DriverServices services) {
      super(services);
    }

    @Override
    protected int grantedBytes(int asked) {
      return asked == 0 ? Limits.DEFAULT_QUEUE_BYTES : asked;
    }
  }

  private static final class ZeroIsFiles extends StreamRequests {
    ZeroIsFiles(DriverServices services) {
      super(services);
    }

    @Override
    protected int effectiveMask(int asked) {
      return asked == 0
          ? EventMask.FILE_CREATE | EventMask.FILE_WRITE | EventMask.FILE_CLEANUP
          : asked;
    }
  }

  /** Lets one more in where so many streams stand. */
  private static final class TooMany extends StreamTable {
    private final int full;

    TooMany(SpinLock lock, int full) {
      super(lock);
      this.full = full;
    }

    @Override
    protected int judge(Session session, int queueBytes) {
      int status = super.judge(session, queueBytes);
      boolean lets = status == NtStatus.INSUFFICIENT_RESOURCES && count() == full;
      return lets ? NtStatus.SUCCESS : status;
    }
  }

  private static final class RefusalsCount extends StreamTable {
    private final AtomicInteger refused = new AtomicInteger();

    RefusalsCount(SpinLock lock) {
      super(lock);
    }

    @Override
    protected int judge(Session session, int queueBytes) {
      int status = super.judge(session, queueBytes);
      if (status == NtStatus.INSUFFICIENT_RESOURCES) {
        refused.incrementAndGet();
      }
      boolean full = status == NtStatus.SUCCESS && count() + refused.get() >= Limits.MAX_STREAMS;
      return full ? NtStatus.INSUFFICIENT_RESOURCES : status;
    }
  }

  private static final class AnyHandle extends StreamTable {
    AnyHandle(SpinLock lock) {
      super(lock);
    }

    @Override
    protected boolean isOwnedBy(EventStream stream, Session session) {
      return true;
    }
  }

  private static final class TellsForeign extends StreamTable {
    TellsForeign(SpinLock lock) {
      super(lock);
    }

    @Override
    protected StreamLookUp lookUp(Session session, Token token) {
      StreamLookUp found = super.lookUp(session, token);
      boolean foreign = found.status() == NtStatus.NOT_FOUND && isInUse(token);
      return foreign ? new StreamLookUp(NtStatus.ACCESS_DENIED, null) : found;
    }
  }

  private static final class HalfToken extends StreamTable {
    private long sought;
    private EventStream similar;

    HalfToken(SpinLock lock) {
      super(lock);
    }

    @Override
    protected StreamLookUp lookUp(Session session, Token token) {
      sought = token.high();
      similar = null;
      StreamLookUp found = super.lookUp(session, token);
      boolean half = found.status() == NtStatus.NOT_FOUND && similar != null;
      return half ? new StreamLookUp(NtStatus.SUCCESS, similar) : found;
    }

    @Override
    protected boolean isOwnedBy(EventStream stream, Session session) {
      boolean owned = super.isOwnedBy(stream, session);
      similar = owned && stream.grant().token().high() == sought ? stream : similar;
      return owned;
    }
  }

  private static final class ClosedIsNotFound extends StreamTable {
    ClosedIsNotFound(SpinLock lock) {
      super(lock);
    }

    @Override
    protected StreamLookUp lookUp(Session session, Token token) {
      StreamLookUp found = super.lookUp(session, token);
      return found.status() == NtStatus.FILE_CLOSED
          ? new StreamLookUp(NtStatus.NOT_FOUND, null)
          : found;
    }
  }

  private static final class OpensAfterCleanup extends StreamTable {
    OpensAfterCleanup(SpinLock lock) {
      super(lock);
    }

    @Override
    protected boolean hasEnded(Session session) {
      return session == null;
    }
  }
}
