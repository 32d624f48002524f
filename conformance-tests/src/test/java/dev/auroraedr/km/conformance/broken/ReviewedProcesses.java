package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.broken.Parts.Guarded;
import dev.auroraedr.km.conformance.broken.Parts.Processed;
import dev.auroraedr.km.conformance.broken.Parts.Trusted;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Wrong decisions on processes and handles that a review thought up after the first trial. */
final class ReviewedProcesses {
  private ReviewedProcesses() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "cut-image-path",
                "An image is matched by the part of its path that an event has room for.",
                Parts.processes(CutName::new))
            .fails(Clauses.PRC_3, "starting what only begins like the image"),
        driver(
                "blocks-the-opened-name",
                "An image is matched by the name it was opened by, where that is known.",
                Parts.processes(OpenedName::new))
            .fails(Clauses.PRC_3, "an image opened by a blocked link", "a blocked image as LINK"),
        driver(
                "source-for-receiver",
                "A duplicate is judged by the process whose handle it is.",
                Parts.objects(BySource::new))
            .fails(Clauses.OBJ_1, "a duplicate into an ordinary process must be granted"),
        driver(
                "arrived-in-duplicates",
                "detail1 of a duplicate is DesiredAccess as it arrived.",
                Parts.objects(ArrivedInDuplicates::new))
            .fails(Clauses.OBJ_3, "detail1, OriginalDesiredAccess, must be"),
        driver(
                "original-in-duplicates",
                "Whether a duplicate is reported goes by OriginalDesiredAccess.",
                Parts.objects(OriginalInDuplicates::new))
            .fails(Clauses.OBJ_3, "a duplicate that reaches the driver without the two rights"),
        driver(
                "process-id-as-thread",
                "thread_id of a duplicate is the caller's process id.",
                Parts.objects(ThreadLost::new))
            .fails(Clauses.OBJ_1, "thread_id of a duplicate"),
        driver(
                "default-always-protected",
                "The default's image is protected whatever the policy says.",
                Parts.trust(DefaultSensor::new))
            .fails(Clauses.OBJ_1, "an open of the default's image must be granted"),
        driver(
                "image-names-kept",
                "The name that an image was matched by is not freed.",
                Parts.trust(NamesKept::new))
            .fails(Clauses.OBJ_1, "names of images unfreed"),
        driver(
                "created-names-kept",
                "The name of a new process's image is not freed.",
                Parts.processes(CreatedNamesKept::new))
            .fails(Clauses.PRC_3, "names of images unfreed"),
        driver(
                "image-names-freed-twice",
                "The name of a new process's image is freed twice.",
                Parts.processes(FreedTwice::new))
            .fails(Clauses.PRC_3, "freed already"),
        driver(
                "ascii-images-only",
                "An image outside ASCII is protected as it is written only.",
                Parts.trust(AsciiImages::new))
            .fails(Clauses.OBJ_1, "CHTER.EXE must be granted"));
  }

  private static final class CutName extends ProcessCallback {
    private static final int ROOM = 1024;

    CutName(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      String path = image.toString();
      return super.isRefused(UnicodeString.of(path.substring(0, Math.min(ROOM, path.length()))));
    }
  }

  /** Turns {@code \??\C:} into the volume's name, as nearly all images stand there. */
  private static final class OpenedName extends ProcessCallback {
    private static final String LETTER = "\\??\\C:";

    private final Processed parts;
    private volatile String opened;

    OpenedName(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
      this.parts = parts;
    }

    @Override
    protected void created(Process process, CreateNotifyInfo info) {
      opened = info.fileOpenNameAvailable() ? info.imageFileName().toString() : null;
      super.created(process, info);
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      if (opened == null || !opened.startsWith(LETTER)) {
        return super.isRefused(image);
      }
      String volume = parts.kernel().callbacks().flt().systemVolume().deviceName();
      return super.isRefused(UnicodeString.of(volume + opened.substring(LETTER.length())));
    }
  }

  /** A callback with the parts it is made from at hand. */
  private abstract static class Callback extends ObjectCallback {
    final Guarded parts;

    Callback(Guarded parts) {
      super(parts.kernel(), parts.publisher(), parts.trust(), parts.strippedAccess());
      this.parts = parts;
    }

    /** Publishes an event of a duplicate with another thread or detail1. */
    void publish(PreOperationInformation information, KThread caller, int thread, int detail1) {
      Process receiver = information.receiver();
      UnicodeString image = parts.trust().imageOf(receiver);
      parts.trust().giveBack(image);
      long left = information.desiredAccess() & 0xFFFFFFFFL;
      parts
          .publisher()
          .publish(
              EventFields.of(EventType.HANDLE_ACCESS_STRIPPED)
                  .flags(EventFlag.DUPLICATE_HANDLE)
                  .requestor(caller.process().processId(), thread)
                  .details(
                      information.target().processId(),
                      detail1,
                      (long) receiver.processId() << 32 | left)
                  .name(image));
    }

    boolean isWantedDuplicate(PreOperationInformation information) {
      return information.isDuplicate() && parts.publisher().wants(EventType.HANDLE_ACCESS_STRIPPED);
    }
  }

  private static final class BySource extends Callback {
    BySource(Guarded parts) {
      super(parts);
    }

    @Override
    protected Process openerOf(PreOperationInformation information, KThread caller) {
      return information.isDuplicate() ? information.source() : caller.process();
    }
  }

  private static final class ArrivedInDuplicates extends Callback {
    private volatile int arrived;

    ArrivedInDuplicates(Guarded parts) {
      super(parts);
    }

    @Override
    protected int leftOf(int desiredAccess) {
      arrived = desiredAccess;
      return super.leftOf(desiredAccess);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (isWantedDuplicate(information)) {
        publish(information, caller, caller.threadId(), arrived);
      } else {
        super.report(information, caller, opener);
      }
    }
  }

  private static final class OriginalInDuplicates extends Callback {
    OriginalInDuplicates(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isOutOfScope(PreOperationInformation information) {
      return information.isDuplicate()
          ? (information.originalDesiredAccess() & parts.strippedAccess()) == 0
          : super.isOutOfScope(information);
    }
  }

  private static final class ThreadLost extends Callback {
    ThreadLost(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (isWantedDuplicate(information)) {
        int thread = caller.process().processId();
        publish(information, caller, thread, information.originalDesiredAccess());
      } else {
        super.report(information, caller, opener);
      }
    }
  }

  private static final class DefaultSensor extends ProcessTrust {
    private static final String DEFAULT = "\\Program Files\\Aurora\\EDR\\edr-windows.exe";

    DefaultSensor(Trusted parts) {
      super(parts.kernel(), parts.protectedImages(), parts.trustedImages());
    }

    @Override
    public boolean isProtected(Process process) {
      UnicodeString image = imageOf(process);
      giveBack(image);
      return super.isProtected(process) || image.toString().endsWith(DEFAULT);
    }
  }

  private static final class AsciiImages extends ProcessTrust {
    private static final int ASCII = 0x80;

    AsciiImages(Trusted parts) {
      super(parts.kernel(), parts.protectedImages(), parts.trustedImages());
    }

    @Override
    public boolean isProtected(Process process) {
      UnicodeString asked = imageOf(process);
      giveBack(asked);
      String image = asked.toString();
      return super.isProtected(process)
          && (image.chars().allMatch(unit -> unit < ASCII) || image.endsWith(".exe"));
    }
  }

  private static final class NamesKept extends ProcessTrust {
    NamesKept(Trusted parts) {
      super(parts.kernel(), parts.protectedImages(), parts.trustedImages());
    }

    @Override
    public void giveBack(UnicodeString image) {}
  }

  private static final class CreatedNamesKept extends ProcessCallback {
    CreatedNamesKept(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
    }

    @Override
    protected void giveBack(UnicodeString located) {}
  }

  private static final class FreedTwice extends ProcessCallback {
    FreedTwice(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
    }

    @Override
    protected void giveBack(UnicodeString located) {
      super.giveBack(located);
      super.giveBack(located);
    }
  }
}
