package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.Parts.Processed;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Drivers that tell of processes, or refuse them, in a wrong way. */
final class BrokenProcesses {
  private BrokenProcesses() {}

  static List<BrokenTarget> all() {
    return List.of(
        broken("exits-unreported", "Exits of processes are not reported.", NoExits::new)
            .fails(Clauses.PRC_1, "number of events of one exit"),
        broken("parent-for-creator", "process_id of a creation is the parent's.", Parents::new)
            .fails(Clauses.PRC_1, "process_id, the creator's, must be"),
        broken("creator-for-parent", "detail1 of a creation is the creator's id.", Creators::new)
            .fails(Clauses.PRC_1, "detail1, the parent's id, must be"),
        broken("id-handled-once", "An id's events are handled once for good.", IdsOnce::new)
            .fails(Clauses.PRC_1, "events of four processes of one id"),
        broken("exit-by-first-thread", "An exit names a thread of id 4.", FourthThread::new)
            .fails(Clauses.PRC_1, "thread_id of the exit"),
        broken("wow64-unseen", "32-bit processes are not reported.", NativeOnly::new)
            .fails(Clauses.PRC_1, "number of events of a 32-bit process"),
        broken("no-command-line", "The command line is not reported.", NoCommandLine::new)
            .fails(Clauses.PRC_1, "name2, the command line, must be"),
        broken("counts-twice", "Each process event counts twice.", CountsTwice::new)
            .fails(Clauses.PRC_1, "process_notify_count after one start"),
        broken("handles-both-calls", "Main and twin both handle each event.", BothCalls::new)
            .fails(Clauses.PRC_1, "number of events of one start"),
        broken("asks-for-every-name", "Each creation costs a name query.", Curious::new)
            .fails(Clauses.PRC_1, "name queries of a process"),
        broken("blocks-when-heard", "Images are blocked only with a stream.", Heard::new)
            .fails(Clauses.PRC_2, "starting a blocked image unseen"),
        broken("refusal-unflagged", "A refused creation lacks BLOCKED.", Unflagged::new)
            .fails(Clauses.PRC_2, "flags of a refused creation"),
        broken("refuses-by-warning", "A warning is set instead of an error.", Warns::new)
            .fails(Clauses.PRC_2, "starting a blocked image"),
        broken("overrules-refusals", "Another driver's refusal is replaced.", Overrules::new)
            .fails(Clauses.PRC_2, "starting what another driver refused and we would"),
        broken("flags-any-refusal", "Another driver's refusal is BLOCKED.", FlagsAll::new)
            .fails(Clauses.PRC_2, "BLOCKED, which tells of our policy only"),
        broken("trusts-creators", "services.exe may start blocked images.", Trusting::new)
            .fails(Clauses.PRC_2, "starting a blocked image by services.exe"),
        broken("blocks-by-last-name", "The image's last name decides.", LastName::new)
            .fails(Clauses.PRC_2, "starting \\Users\\demo\\x\\bad.exe"),
        broken("refused-exit-hidden", "A refused process's exit is hidden.", HiddenExit::new)
            .fails(Clauses.PRC_2, "creations and exits that are told of a refused process"),
        broken("name-of-the-creator", "ImageFileName is reported.", GivenName::new)
            .fails(Clauses.PRC_3, "name with ImageFileName"),
        broken("no-name-without-path", "Without a path no name is told.", NoName::new)
            .fails(Clauses.PRC_3, "ImageFileName, device must be"),
        broken("blocks-by-given-name", "ImageFileName is matched too.", GivenMatch::new)
            .fails(Clauses.PRC_3, "a name that is no path of the system"),
        broken("silent-without-path", "Without a path nothing is reported.", NoPathNoEvent::new)
            .fails(Clauses.PRC_3, "number of events of a start whose path can't be had"),
        broken("blocks-on-any-volume", "The volume does not count.", AnyVolume::new)
            .fails(Clauses.PRC_3, "an image of the same name on"));
  }

  private static BrokenTarget broken(
      String name, String defect, Function<Processed, ProcessCallback> part) {
    return driver(name, defect, Parts.processes(part));
  }

  /** A callback with the parts it is made from at hand. */
  private abstract static class Callback extends ProcessCallback {
    final Processed parts;

    Callback(Processed parts) {
      super(parts.kernel(), parts.publisher(), parts.blocked());
      this.parts = parts;
    }

    /** The event of a creation, to be changed and published. */
    EventFields creation(
        Process process, CreateNotifyInfo info, UnicodeString image, boolean refused) {
      return EventFields.of(EventType.PROCESS_CREATE)
          .flags(refused ? EventFlag.BLOCKED : 0)
          .requestor(info.creatingProcessId(), info.creatingThreadId())
          .details(process.processId(), info.parentProcessId(), 0)
          .name(image)
          .name2(info.commandLine() == null ? UnicodeString.EMPTY : info.commandLine());
    }
  }

  private static final class NoExits extends Callback {
    NoExits(Processed parts) {
      super(parts);
    }

    @Override
    protected void exited(Process process) {}
  }

  private static final class Parents extends Callback {
    Parents(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      parts
          .publisher()
          .publish(
              creation(process, info, image, r)
                  .requestor(info.parentProcessId(), info.creatingThreadId()));
    }
  }

  private static final class Creators extends Callback {
    Creators(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      parts
          .publisher()
          .publish(
              creation(process, info, image, r)
                  .details(process.processId(), info.creatingProcessId(), 0));
    }
  }

  private static final class IdsOnce extends Callback {
    private final Set<Integer> handled = ConcurrentHashMap.newKeySet();

    IdsOnce(Processed parts) {
      super(parts);
    }

    @Override
    protected boolean isFirst(Process process, CreateNotifyInfo info) {
      return handled.add(process.processId() * (info == null ? -1 : 1));
    }
  }

  private static final class FourthThread extends Callback {
    FourthThread(Processed parts) {
      super(parts);
    }

    @Override
    protected void exited(Process process) {
      if (parts.publisher().wants(EventType.PROCESS_EXIT)) {
        parts
            .publisher()
            .publish(EventFields.of(EventType.PROCESS_EXIT).requestor(process.processId(), 4));
      }
    }
  }

  private static final class NativeOnly extends Callback {
    NativeOnly(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      if (!process.wow64()) {
        super.report(process, info, image, r);
      }
    }
  }

  private static final class NoCommandLine extends Callback {
    NoCommandLine(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      parts.publisher().publish(creation(process, info, image, r).name2(UnicodeString.EMPTY));
    }
  }

  private static final class CountsTwice extends Callback {
    CountsTwice(Processed parts) {
      super(parts);
    }

    @Override
    protected int countAfter(int seen) {
      return seen + 2;
    }
  }

  private static final class BothCalls extends Callback {
    BothCalls(Processed parts) {
      super(parts);
    }

    @Override
    protected boolean isFirst(Process process, CreateNotifyInfo info) {
      return true;
    }
  }

  private static final class Curious extends Callback {
    Curious(Processed parts) {
      super(parts);
    }

    @Override
    protected void created(Process process, CreateNotifyInfo info) {
      parts.kernel().callbacks().process().locateImageName(process);
      super.created(process, info);
    }
  }

  private static final class Heard extends Callback {
    Heard(Processed parts) {
      super(parts);
    }

    @Override
    protected void created(Process process, CreateNotifyInfo info) {
      if (parts.publisher().wants(EventType.PROCESS_CREATE)) {
        super.created(process, info);
      }
    }
  }

  private static final class Unflagged extends Callback {
    Unflagged(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      super.report(process, info, image, false);
    }
  }

  private static final class Warns extends Callback {
    Warns(Processed parts) {
      super(parts);
    }

    @Override
    protected void refuse(CreateNotifyInfo info) {
      info.setCreationStatus(NtStatus.BUFFER_OVERFLOW);
    }
  }

  private static final class Overrules extends Callback {
    Overrules(Processed parts) {
      super(parts);
    }

    @Override
    protected void refuse(CreateNotifyInfo info) {
      info.setCreationStatus(NtStatus.ACCESS_DENIED);
    }
  }

  private static final class FlagsAll extends Callback {
    FlagsAll(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      super.report(process, info, image, info.isRefused());
    }
  }

  private static final class Trusting extends Callback {
    Trusting(Processed parts) {
      super(parts);
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      String creator = parts.kernel().ps().currentProcess().imagePath();
      return super.isRefused(image) && !creator.endsWith("\\services.exe");
    }
  }

  private static final class LastName extends Callback {
    LastName(Processed parts) {
      super(parts);
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      return image.toString().endsWith("\\bad.exe");
    }
  }

  private static final class HiddenExit extends Callback {
    private final Set<Process> refused = ConcurrentHashMap.newKeySet();

    HiddenExit(Processed parts) {
      super(parts);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      super.report(process, info, image, r);
      if (r) {
        refused.add(process);
      }
    }

    @Override
    protected void exited(Process process) {
      if (!refused.contains(process)) {
        super.exited(process);
      }
    }
  }

  private static final class GivenName extends Callback {
    GivenName(Processed parts) {
      super(parts);
    }

    @Override
    protected UnicodeString imageOf(UnicodeString located, CreateNotifyInfo info) {
      return super.imageOf(null, info);
    }
  }

  private static final class NoName extends Callback {
    NoName(Processed parts) {
      super(parts);
    }

    @Override
    protected UnicodeString imageOf(UnicodeString located, CreateNotifyInfo info) {
      return located == null ? UnicodeString.EMPTY : located;
    }
  }

  private static final class GivenMatch extends Callback {
    GivenMatch(Processed parts) {
      super(parts);
    }

    @Override
    protected void created(Process process, CreateNotifyInfo info) {
      super.created(process, info);
      if (info.imageFileName() != null && isRefused(info.imageFileName())) {
        refuse(info);
      }
    }
  }

  private static final class NoPathNoEvent extends Callback {
    private final ThreadLocal<Boolean> lost = ThreadLocal.withInitial(() -> false);

    NoPathNoEvent(Processed parts) {
      super(parts);
    }

    @Override
    protected UnicodeString imageOf(UnicodeString located, CreateNotifyInfo info) {
      lost.set(located == null);
      return super.imageOf(located, info);
    }

    @Override
    protected void report(Process process, CreateNotifyInfo info, UnicodeString image, boolean r) {
      if (!lost.get()) {
        super.report(process, info, image, r);
      }
    }
  }

  private static final class AnyVolume extends Callback {
    AnyVolume(Processed parts) {
      super(parts);
    }

    @Override
    protected boolean isRefused(UnicodeString image) {
      return super.isRefused(image) || image.toString().endsWith("\\Users\\demo\\bad.exe");
    }
  }
}
