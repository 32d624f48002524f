package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drivers that err with files in ways that a review thought up. */
final class ReviewedFiles {
  private static final int IRP_NOCACHE = 0x1;

  private ReviewedFiles() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "cleanup-status-zero",
                "A cleanup's status is taken to be 0.",
                Parts.publisher(StatusZero::new))
            .fails(Clauses.EVT_3, "final status of a cleanup"),
        driver(
                "unwanted-record-leaks",
                "A cleanup that nobody wants any more when it is done leaves its record behind.",
                Parts.files(UnwantedLeaks::new))
            .fails(Clauses.FIL_7, "broken rule or leak"),
        driver(
                "cleanups-of-creates",
                "A cleanup is captured where somebody wants creates.",
                Parts.files(CleanupsOfCreates::new))
            .fails(Clauses.FIL_4, "a stream of mask 4 alone"),
        driver(
                "names-leak",
                "A name that is not monitored is not released.",
                Parts.files(NamesLeak::new))
            .fails(Clauses.FIL_1, "broken rule or leak"),
        driver(
                "running-thread",
                "A file event names the running thread, or nobody where Data has no thread.",
                Parts.files(RunningThread::new))
            .fails(Clauses.EVT_2, "ids of a create that a worker sends on"),
        driver(
                "own-renames-only",
                "A file's name is kept until a rename by the same handle.",
                Parts.files(OwnRenames::new))
            .fails(Clauses.FIL_8, "a file that another handle has renamed"),
        driver(
                "no-name-is-a-volume",
                "An open without a name is taken for a volume's, related file or none.",
                Parts.files(NoNameIsAVolume::new))
            .fails(Clauses.FIL_5, "an open without a name, relative to a file"),
        driver(
                "paging-io-alone",
                "Paging I/O is known by IRP_PAGING_IO being the only flag.",
                Parts.files(PagingAlone::new))
            .fails(Clauses.FIL_5, "the same write with IRP_PAGING_IO"),
        driver(
                "paging-io-reported",
                "Paging I/O is not told from other writes.",
                Parts.files(PagingReported::new))
            .fails(Clauses.FIL_5, "the same write with IRP_PAGING_IO"),
        driver(
                "system-skipped",
                "What the system's process does is not reported.",
                Parts.files(SystemSkipped::new))
            .fails(Clauses.FIL_5, "a create in the system's process"),
        driver(
                "unparsed-names-count",
                "The status of FltParseFileNameInformation is not looked at.",
                Parts.files(Unparsed::new))
            .fails(Clauses.FIL_4, "operations with FltParseFileNameInformation failing"),
        driver(
                "unknown-is-a-file",
                "The status of FltIsDirectory is not looked at.",
                Parts.files(UnknownIsAFile::new))
            .fails(Clauses.FIL_4, "operations with FltIsDirectory failing"),
        driver(
                "uncached-writes-skipped",
                "A write that bypasses the cache is not reported.",
                Parts.files(UncachedSkipped::new))
            .fails(Clauses.FIL_5, "a write that bypasses the cache"),
        driver(
                "flags-by-equality",
                "SL_ flags are known by being the only ones.",
                Parts.files(FlagsByEquality::new))
            .fails(Clauses.FIL_5, "a create with operation flags 13"),
        driver(
                "parameters-changed",
                "The driver takes DELETE from each create and halves each write.",
                Parts.files(Changes::new))
            .fails(Clauses.FIL_4, "what a filter below the driver sees"),
        driver(
                "fast-io-without-name",
                "A fast write whose name can't be had is disallowed.",
                Parts.files(FastWithoutName::new))
            .fails(Clauses.FIL_6, "where the name can't be had"),
        driver(
                "streams-of-directories-skipped",
                "A stream of what has no extension is taken for a directory.",
                Parts.files(StreamsSkipped::new))
            .fails(Clauses.FIL_5, "file events of a stream of a directory"));
  }

  private static final class StatusZero extends EventPublisher {
    StatusZero(Parts.Published from) {
      super(from.streams(), from.encoder(), from.kernel().pool(), from.kernel().ke());
    }

    @Override
    public void publishPrepared(PoolBlock record, int finalStatus) {
      super.publishPrepared(record, 0);
    }
  }

  private static final class UnwantedLeaks extends Filing {
    UnwantedLeaks(Parts.Filed from) {
      super(from);
    }

    @Override
    protected void postCleanup(CallbackData data, Object record, int flags) {
      if (publisher().wants(EventType.FILE_CLEANUP)) {
        super.postCleanup(data, record, flags);
      }
    }
  }

  private static final class CleanupsOfCreates extends Filing {
    CleanupsOfCreates(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preCleanup(CallbackData data) {
      return publisher().wants(EventType.FILE_CREATE)
          ? super.preCleanup(data)
          : PreOperation.SUCCESS_NO_CALLBACK;
    }
  }

  private static final class NamesLeak extends Filing {
    NamesLeak(Parts.Filed from) {
      super(from);
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      FileNameInformation name = super.nameOf(data, alsoOpened);
      return name != null && isMonitored(name) ? name : null;
    }
  }

  private static final class RunningThread extends Filing {
    private final Parts.Filed from;

    RunningThread(Parts.Filed from) {
      super(from);
      this.from = from;
    }

    @Override
    protected EventFields event(int type, CallbackData data, FileNameInformation name) {
      KThread thread = from.kernel().ps().currentThread();
      EventFields event = super.event(type, data, name);
      return data.thread() == null
          ? event
          : event.requestor(thread.process().processId(), thread.threadId());
    }
  }

  private static final class OwnRenames extends Filing {
    private final Map<FilterFile, FileNameInformation> known = new ConcurrentHashMap<>();

    OwnRenames(Parts.Filed from) {
      super(from);
    }

    @Override
    public Map<Integer, FilterCallbacks> operations() {
      Map<Integer, FilterCallbacks> operations = new HashMap<>(super.operations());
      operations.put(
          MajorFunction.SET_INFORMATION,
          new FilterCallbacks(
              data -> PreOperation.SUCCESS_WITH_CALLBACK,
              (data, context, flags) -> known.remove(data.file())));
      return operations;
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      FileNameInformation now = super.nameOf(data, alsoOpened);
      return now == null || alsoOpened ? now : known.computeIfAbsent(data.file(), file -> now);
    }
  }

  private static final class NoNameIsAVolume extends Filing {
    NoNameIsAVolume(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedCreate(CallbackData data) {
      return data.file().fileName().units() > 0 && super.isReportedCreate(data);
    }
  }

  private static final class PagingAlone extends Filing {
    PagingAlone(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      boolean paging = data.irpFlags() == CallbackData.IRP_PAGING_IO;
      boolean mixed = !paging && (data.irpFlags() & CallbackData.IRP_PAGING_IO) != 0;
      return mixed || super.isReportedOperation(data);
    }
  }

  private static final class PagingReported extends Filing {
    PagingReported(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      boolean paging = (data.irpFlags() & CallbackData.IRP_PAGING_IO) != 0;
      return paging || super.isReportedOperation(data);
    }
  }

  private static final class SystemSkipped extends Filing {
    SystemSkipped(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isOwnOperation(CallbackData data) {
      return manager().requestorProcessId(data) == ProcessManager.SYSTEM_PROCESS_ID;
    }
  }

  private static final class Unparsed extends Filing {
    private final Parts.Filed from;

    Unparsed(Parts.Filed from) {
      super(from);
      this.from = from;
    }

    @Override
    protected boolean isMonitored(FileNameInformation name) {
      return from.paths().isMonitored(name.parse());
    }
  }

  private static final class UnknownIsAFile extends Filing {
    UnknownIsAFile(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isFile(CallbackData data) {
      return !manager().isDirectory(data).directory();
    }
  }

  private static final class UncachedSkipped extends Filing {
    UncachedSkipped(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      return (data.irpFlags() & IRP_NOCACHE) == 0 && super.isReportedOperation(data);
    }
  }

  private static final class FlagsByEquality extends Filing {
    FlagsByEquality(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedCreate(CallbackData data) {
      int flags = data.operationFlags();
      boolean alone =
          flags == CallbackData.SL_OPEN_PAGING_FILE
              || flags == CallbackData.SL_OPEN_TARGET_DIRECTORY;
      return super.isReportedCreate(data) || flags != 0 && !alone;
    }
  }

  private static final class Changes extends Filing {
    private static final int DELETE = 0x0001_0000;

    Changes(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preCreate(CallbackData data) {
      int answer = super.preCreate(data);
      data.create(data.desiredAccess() & ~DELETE, data.options());
      return answer;
    }

    @Override
    protected int preWrite(CallbackData data) {
      int answer = super.preWrite(data);
      data.write(data.length() / 2, data.byteOffset());
      return answer;
    }
  }

  private static final class StreamsSkipped extends Filing {
    StreamsSkipped(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isMonitored(FileNameInformation name) {
      boolean ofDirectory =
          name.parse().stream().units() > 0 && name.parse().extension().units() == 0;
      return !ofDirectory && super.isMonitored(name);
    }
  }

  private static final class FastWithoutName extends Filing {
    FastWithoutName(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preWrite(CallbackData data) {
      FileNameInformation name =
          data.isFastIo() && publisher().wants(EventType.FILE_WRITE)
              ? manager().getFileNameInformation(data, FilterManager.NORMALIZED).name()
              : null;
      if (name == null && data.isFastIo() && publisher().wants(EventType.FILE_WRITE)) {
        return PreOperation.DISALLOW_FASTIO;
      }
      if (name != null) {
        manager().releaseFileNameInformation(name);
      }
      return super.preWrite(data);
    }
  }
}
