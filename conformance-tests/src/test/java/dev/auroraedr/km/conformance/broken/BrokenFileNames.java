package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.emulator.driver.EventPublisher;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.NameResult;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drivers that ask for names in the wrong way, or keep them too long. */
final class BrokenFileNames {
  private BrokenFileNames() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "no-opened-name",
                "A create whose normalised name can't be had is not reported.",
                Parts.files(from -> new Asking(from, false, false)))
            .fails(Clauses.FIL_7, "a create whose normalised name can't be had"),
        driver(
                "opened-name-always",
                "Writes and cleanups take the opened name where the normalised one can't be had.",
                Parts.files(from -> new Asking(from, true, true)))
            .fails(Clauses.FIL_7, "a write whose normalised name can't be had"),
        driver(
                "opened-name-first",
                "Names are those that files were opened by.",
                Parts.files(OpenedFirst::new))
            .fails(Clauses.FIL_7, "an open relative to a directory"),
        driver(
                "draining-reported",
                "A draining post-operation reports its cleanup.",
                Parts.files(DrainingReported::new))
            .fails(Clauses.FIL_7, "file events of a cleanup that is drained"),
        driver(
                "draining-leaks",
                "A draining post-operation leaves its context behind.",
                Parts.files(DrainingLeaks::new))
            .fails(Clauses.FIL_7, "the machine must see no broken rule or leak"),
        driver(
                "captures-always",
                "A cleanup is captured where nobody wants it, and given to who comes later.",
                Parts.files(CapturesAlways::new))
            .fails(Clauses.FIL_7, "a cleanup that nobody wanted when it began"),
        driver(
                "name-of-the-create",
                "A file's name is kept from its create until its cleanup.",
                Parts.files(NameOfTheCreate::new))
            .fails(Clauses.FIL_8, "write and cleanup after a rename"));
  }

  /** Asks for the opened name in creates, or in everything else, as told. */
  private static final class Asking extends Filing {
    private final boolean inCreates;
    private final boolean elsewhere;

    Asking(Parts.Filed from, boolean inCreates, boolean elsewhere) {
      super(from);
      this.inCreates = inCreates;
      this.elsewhere = elsewhere;
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      return super.nameOf(data, alsoOpened ? inCreates : elsewhere);
    }
  }

  private static final class OpenedFirst extends Filing {
    OpenedFirst(Parts.Filed from) {
      super(from);
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      NameResult opened = manager().getFileNameInformation(data, FilterManager.OPENED);
      return opened.name() == null ? super.nameOf(data, alsoOpened) : opened.name();
    }
  }

  private static final class DrainingReported extends Filing {
    DrainingReported(Parts.Filed from) {
      super(from);
    }

    @Override
    protected void postCleanup(CallbackData data, Object record, int flags) {
      super.postCleanup(data, record, 0);
    }
  }

  private static final class DrainingLeaks extends Filing {
    DrainingLeaks(Parts.Filed from) {
      super(from);
    }

    @Override
    protected void postCleanup(CallbackData data, Object record, int flags) {
      if (flags == 0) {
        super.postCleanup(data, record, flags);
      }
    }
  }

  private static final class CapturesAlways extends Filing {
    CapturesAlways(Parts.Filed from) {
      super(from);
    }

    @Override
    protected int preCleanup(CallbackData data) {
      EventPublisher publisher = publisher();
      if (publisher.wants(EventType.FILE_CLEANUP) || !isReportedOperation(data)) {
        return super.preCleanup(data);
      }
      PoolBlock record = captureCleanup(data);
      data.setCompletionContext(record);
      return record == null ? PreOperation.SUCCESS_NO_CALLBACK : PreOperation.SUCCESS_WITH_CALLBACK;
    }
  }

  private static final class NameOfTheCreate extends Filing {
    private final Map<FilterFile, FileNameInformation> known = new ConcurrentHashMap<>();

    NameOfTheCreate(Parts.Filed from) {
      super(from);
    }

    @Override
    protected FileNameInformation nameOf(CallbackData data, boolean alsoOpened) {
      FileNameInformation now = super.nameOf(data, alsoOpened);
      return now == null ? null : known.computeIfAbsent(data.file(), file -> now);
    }
  }
}
