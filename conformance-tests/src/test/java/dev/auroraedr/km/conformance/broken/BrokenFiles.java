package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Drivers that report operations that are none of theirs, or fast I/O wrongly. */
final class BrokenFiles {
  private BrokenFiles() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "directories-reported",
                "Creates with FILE_DIRECTORY_FILE are reported.",
                Parts.files(from -> new Reporting(from, CallbackData.FILE_DIRECTORY_FILE, 0)))
            .fails(Clauses.FIL_5, "file events of a create with FILE_DIRECTORY_FILE"),
        driver(
                "target-directories-reported",
                "Creates with SL_OPEN_TARGET_DIRECTORY are reported.",
                Parts.files(from -> new Reporting(from, 0, CallbackData.SL_OPEN_TARGET_DIRECTORY)))
            .fails(Clauses.FIL_5, "file events of a create with operation flags 4"),
        driver(
                "paging-files-reported",
                "Creates with SL_OPEN_PAGING_FILE are reported.",
                Parts.files(from -> new Reporting(from, 0, CallbackData.SL_OPEN_PAGING_FILE)))
            .fails(Clauses.FIL_5, "file events of a create with operation flags 2"),
        driver(
                "directories-cleaned-up",
                "Cleanups of directories are reported.",
                Parts.files(DirectoriesToo::new))
            .fails(Clauses.FIL_5, "a directory opened without FILE_DIRECTORY_FILE"),
        driver(
                "both-halves",
                "A write into the cache is reported at IRP_MN_COMPLETE too.",
                Parts.files(BothHalves::new))
            .fails(Clauses.FIL_5, "a write by IRP_MN_MDL and IRP_MN_COMPLETE_MDL"),
        driver(
                "one-create-a-thread",
                "A create that comes again after a reparse is taken for the same one.",
                Parts.files(OneCreate::new))
            .fails(Clauses.FIL_5, "a create through a junction to another volume"),
        driver(
                "fast-io-twice",
                "A fast write is reported when it comes, and again as an IRP.",
                Parts.files(FastTwice::new))
            .fails(Clauses.FIL_6, "events of one write by FAST_IO"),
        driver(
                "fast-io-passes",
                "A fast write is reported and let pass as it is.",
                Parts.files(FastPasses::new))
            .fails(Clauses.FIL_6, "where the file is monitored"),
        driver("no-fast-io", "Every fast write is disallowed.", Parts.files(NoFastIo::new))
            .fails(Clauses.FIL_6, "where the file is not monitored"),
        driver("renames-shown", "A rename is reported as a write.", Parts.files(RenamesShown::new))
            .fails(Clauses.FIL_8, "file events of a rename to a monitored name", "set-end-of-file"),
        driver(
                "controls-shown",
                "A file system control is reported as a write.",
                Parts.files(ControlsShown::new))
            .fails(Clauses.FIL_8, "file events of file system control"));
  }

  private static final class Reporting extends Filing {
    private final int options;
    private final int flags;

    Reporting(Parts.Filed from, int options, int flags) {
      super(from);
      this.options = options;
      this.flags = flags;
    }

    @Override
    protected boolean isReportedCreate(CallbackData data) {
      boolean ours = (data.options() & options) != 0 || (data.operationFlags() & flags) != 0;
      return ours || super.isReportedCreate(data);
    }
  }

  private static final class DirectoriesToo extends Filing {
    DirectoriesToo(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      return !data.opensVolume();
    }
  }

  private static final class BothHalves extends Filing {
    BothHalves(Parts.Filed from) {
      super(from);
    }

    @Override
    protected boolean isReportedOperation(CallbackData data) {
      boolean ends = (data.minorFunction() & CallbackData.IRP_MN_COMPLETE) != 0;
      return ends || super.isReportedOperation(data);
    }
  }

  private static final class OneCreate extends Filing {
    private boolean reparses;

    OneCreate(Parts.Filed from) {
      super(from);
    }

    @Override
    public Map<Integer, FilterCallbacks> operations() {
      Map<Integer, FilterCallbacks> operations = new HashMap<>(super.operations());
      operations.put(
          MajorFunction.CREATE,
          new FilterCallbacks(
              data -> {
                if (!reparses) {
                  preCreate(data);
                }
                return PreOperation.SUCCESS_WITH_CALLBACK;
              },
              (data, context, flags) ->
                  reparses = data.status() == dev.auroraedr.km.abi.NtStatus.REPARSE));
      return operations;
    }
  }

  private static final class FastTwice extends Filing {
    FastTwice(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preWrite(CallbackData data) {
      if (data.isFastIo() && publisher().wants(EventType.FILE_WRITE)) {
        FileNameInformation name = nameOf(data, false);
        if (name != null && isMonitored(name)) {
          publisher().publish(writeDetails(event(EventType.FILE_WRITE, data, name), data));
        }
        if (name != null) {
          manager().releaseFileNameInformation(name);
        }
      }
      return super.preWrite(data);
    }
  }

  private static final class FastPasses extends Filing {
    FastPasses(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preWrite(CallbackData data) {
      boolean fast = data.isFastIo();
      data.fastIo(false);
      int answer = super.preWrite(data);
      data.fastIo(fast);
      return answer;
    }
  }

  private static final class NoFastIo extends Filing {
    NoFastIo(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preWrite(CallbackData data) {
      return data.isFastIo() ? PreOperation.DISALLOW_FASTIO : super.preWrite(data);
    }
  }

  /** Reports one more kind of operation, after it. */
  private static class OneMore extends Filing {
    private final int function;

    OneMore(Parts.Filed from, int function) {
      super(from);
      this.function = function;
    }

    @Override
    public Map<Integer, FilterCallbacks> operations() {
      Map<Integer, FilterCallbacks> operations = new HashMap<>(super.operations());
      operations.put(
          function,
          new FilterCallbacks(
              data -> PreOperation.SUCCESS_WITH_CALLBACK, (data, context, flags) -> report(data)));
      return operations;
    }

    private void report(CallbackData data) {
      FileNameInformation name =
          manager().getFileNameInformation(data, FilterManager.NORMALIZED).name();
      if (name != null && isMonitored(name)) {
        EventFields event = event(EventType.FILE_WRITE, data, name);
        publisher().publish(event);
      }
      if (name != null) {
        manager().releaseFileNameInformation(name);
      }
    }
  }

  private static final class RenamesShown extends OneMore {
    RenamesShown(Parts.Filed from) {
      super(from, MajorFunction.SET_INFORMATION);
    }
  }

  private static final class ControlsShown extends OneMore {
    ControlsShown(Parts.Filed from) {
      super(from, MajorFunction.FILE_SYSTEM_CONTROL);
    }
  }
}
