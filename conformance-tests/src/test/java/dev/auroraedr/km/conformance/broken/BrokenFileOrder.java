package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drivers that report too early or too late, or change what they watch. */
final class BrokenFileOrder {
  private BrokenFileOrder() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "creates-after",
                "Creates are reported when they are done.",
                Parts.files(CreatesAfter::new))
            .fails(Clauses.FIL_4, "a create that the file system still has"),
        driver(
                "good-creates-only",
                "Creates are reported when they have succeeded.",
                Parts.files(GoodCreates::new))
            .fails(Clauses.FIL_4, "file events of two creates that fail"),
        driver(
                "cleanups-before",
                "Cleanups are reported before they are done.",
                Parts.files(CleanupsBefore::new))
            .fails(Clauses.FIL_4, "a cleanup that the file system still has"),
        driver(
                "cleanup-named-late",
                "The post-operation of a cleanup asks for the name.",
                Parts.files(NamedLate::new))
            .fails(Clauses.FIL_4, "file events of the end of a cleanup", "DISPATCH_LEVEL"),
        driver(
                "refuses-monitored",
                "Writes to monitored files are refused.",
                Parts.files(Refuses::new))
            .fails(Clauses.FIL_4, "must succeed, driver or none"),
        driver(
                "refuses-nameless",
                "A create whose name can't be had is refused.",
                Parts.files(RefusesNameless::new))
            .fails(Clauses.FIL_4, "must succeed, driver or none"),
        driver(
                "hides-creates",
                "A create that is reported is completed with success at once.",
                Parts.files(HidesCreates::new))
            .fails(
                Clauses.FIL_4, "must give STATUS_OBJECT_NAME_NOT_FOUND", "filter below the driver"),
        driver(
                "requestor-at-the-end",
                "A cleanup is laid at the door of the thread that completes it.",
                Parts.files(RequestorAtTheEnd::new))
            .fails(Clauses.FIL_4, "thread_id of a cleanup that ends in another thread"));
  }

  private static class CreatesAfter extends Filing {
    CreatesAfter(Parts.Filed from) {
      super(from);
    }

    @Override
    public Map<Integer, FilterCallbacks> operations() {
      Map<Integer, FilterCallbacks> operations = new HashMap<>(super.operations());
      operations.put(
          MajorFunction.CREATE,
          new FilterCallbacks(
              data -> PreOperation.SUCCESS_WITH_CALLBACK,
              (data, context, flags) -> postCreate(data)));
      return operations;
    }

    void postCreate(CallbackData data) {
      preCreate(data);
    }
  }

  private static final class GoodCreates extends CreatesAfter {
    GoodCreates(Parts.Filed from) {
      super(from);
    }

    @Override
    void postCreate(CallbackData data) {
      if (data.status() >= 0) {
        super.postCreate(data);
      }
    }
  }

  private static final class CleanupsBefore extends Filing {
    CleanupsBefore(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preCleanup(CallbackData data) {
      if (publisher().wants(EventType.FILE_CLEANUP) && isReportedOperation(data)) {
        PoolBlock record = captureCleanup(data);
        if (record != null) {
          super.postCleanup(data, record, 0);
        }
      }
      return PreOperation.SUCCESS_NO_CALLBACK;
    }
  }

  private static final class NamedLate extends Filing {
    NamedLate(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preCleanup(CallbackData data) {
      boolean wanted = publisher().wants(EventType.FILE_CLEANUP) && isReportedOperation(data);
      return wanted ? PreOperation.SUCCESS_WITH_CALLBACK : PreOperation.SUCCESS_NO_CALLBACK;
    }

    @Override
    protected void postCleanup(CallbackData data, Object record, int flags) {
      PoolBlock late = flags == 0 ? captureCleanup(data) : null;
      if (late != null) {
        super.postCleanup(data, late, flags);
      }
    }
  }

  private static final class Refuses extends Filing {
    Refuses(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preWrite(CallbackData data) {
      int answer = super.preWrite(data);
      FileNameInformation name =
          publisher().wants(EventType.FILE_WRITE) ? nameOf(data, false) : null;
      if (name == null) {
        return answer;
      }
      boolean monitored = isMonitored(name);
      manager().releaseFileNameInformation(name);
      if (!monitored) {
        return answer;
      }
      data.setStatus(NtStatus.ACCESS_DENIED);
      return PreOperation.COMPLETE;
    }
  }

  private static final class RefusesNameless extends Filing {
    private boolean nameless;

    RefusesNameless(Parts.Filed from) {
      super(from);
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      FileNameInformation name = super.nameOf(data, alsoOpened);
      nameless = name == null;
      return name;
    }

    @Override
    protected int preCreate(CallbackData data) {
      nameless = false;
      int answer = super.preCreate(data);
      if (!nameless) {
        return answer;
      }
      data.setStatus(NtStatus.INSUFFICIENT_RESOURCES);
      return PreOperation.COMPLETE;
    }
  }

  private static final class HidesCreates extends Filing {
    private boolean reported;

    HidesCreates(Parts.Filed from) {
      super(from);
    }

    @Override
    protected EventFields createDetails(EventFields event, CallbackData data) {
      reported = true;
      return super.createDetails(event, data);
    }

    @Override
    protected int preCreate(CallbackData data) {
      reported = false;
      int answer = super.preCreate(data);
      return reported ? PreOperation.COMPLETE : answer;
    }
  }

  private static final class RequestorAtTheEnd extends Filing {
    private final Parts.Filed from;

    RequestorAtTheEnd(Parts.Filed from) {
      super(from);
      this.from = from;
    }

    @Override
    protected void postCleanup(CallbackData data, Object record, int flags) {
      byte[] event = ((PoolBlock) record).bytes();
      int thread = from.kernel().ps().currentThread().threadId();
      java.nio.ByteBuffer.wrap(event)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .putInt(dev.auroraedr.km.abi.EventLayout.THREAD_ID_OFFSET, thread);
      super.postCleanup(data, record, flags);
    }
  }
}
