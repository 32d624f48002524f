package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.conformance.broken.Parts.Guarded;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.ObjectCallback;
import dev.auroraedr.km.emulator.driver.PolicyBuilder;
import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.function.Function;

/** Drivers that protect processes in a wrong way, or tell of it so. */
final class BrokenHandles {
  private BrokenHandles() {}

  static List<BrokenTarget> all() {
    return List.of(
        broken("strips-terminate-only", "Only PROCESS_TERMINATE is taken.", OneRight::new)
            .fails(Clauses.OBJ_1, "an open for everything must be granted"),
        broken("strips-too-much", "VM_OPERATION and CREATE_THREAD are taken too.", Greedy::new)
            .fails(Clauses.OBJ_1, "an open for everything must be granted")
            .fails(Clauses.OBJ_6, "no ExtraStrippedAccess must be granted"),
        broken("duplicates-pass", "Duplicates are not filtered.", NoDuplicates::new)
            .fails(Clauses.OBJ_1, "a duplicate into an ordinary process must be granted"),
        broken("caller-for-receiver", "A duplicate is judged by its caller.", Callers::new)
            .fails(Clauses.OBJ_1, "a duplicate into lsass.exe must be granted"),
        broken("duplicate-unflagged", "A duplicate lacks DUPLICATE_HANDLE.", Unflagged::new)
            .fails(Clauses.OBJ_1, "flags, DUPLICATE_HANDLE, must be 8"),
        broken("receiver-untold", "detail2 lacks the receiver.", NoReceiver::new)
            .fails(Clauses.OBJ_1, "detail2, receiver and rest, must be"),
        broken("sensor-locked-out", "The sensor may not open itself.", NoSelf::new)
            .fails(Clauses.OBJ_1, "an open of itself must be granted"),
        broken("creator-passes", "A creator keeps all rights.", CreatorPasses::new)
            .fails(Clauses.OBJ_1, "the creator's two rights must be"),
        broken("protects-when-heard", "Rights are taken only with a stream.", Heard::new)
            .fails(Clauses.OBJ_1, "an open that nobody listens to must be granted"),
        broken("names-the-target", "The name is the target's image.", NamesTarget::new)
            .fails(Clauses.OBJ_1, "name, the opener's image, must be"),
        broken("mode-ignored", "Kernel-mode requests are stripped.", ModeIgnored::new)
            .fails(Clauses.OBJ_1, "a kernel component's open of a user-mode handle must be"),
        broken("strips-kernel-handles", "Kernel handles are stripped.", KernelToo::new)
            .fails(Clauses.OBJ_2, "a kernel handle must be granted"),
        broken("reports-what-was-asked", "Rights taken above are reported.", Original::new)
            .fails(Clauses.OBJ_3, "without the two rights must make no event"),
        broken("original-for-desired", "detail1 is DesiredAccess as it arrived.", Arrived::new)
            .fails(Clauses.OBJ_3, "detail1, OriginalDesiredAccess, must be"),
        broken("rest-of-original", "detail2 is made from the original.", RestOfOriginal::new)
            .fails(Clauses.OBJ_3, "detail2, before who comes below, must be"),
        broken("write-unreported", "VM_WRITE alone is taken silently.", WriteSilent::new)
            .fails(Clauses.OBJ_3, "events of an open of the sensor for 0x20"),
        broken("old-processes-bare", "Older processes are not protected.", NewOnly::new)
            .fails(Clauses.OBJ_4, "an open of an old sensor must be granted"),
        broken("extra-ignored", "ExtraStrippedAccess is ignored.", NoExtra::new)
            .fails(Clauses.OBJ_6, "ExtraStrippedAccess 0x2, must be granted"),
        driver("extra-unmasked", "ExtraStrippedAccess may name any right.", new Unmasked())
            .fails(Clauses.OBJ_6, "ExtraStrippedAccess 0x1F3414, must be granted"));
  }

  private static BrokenTarget broken(
      String name, String defect, Function<Guarded, ObjectCallback> part) {
    return driver(name, defect, Parts.objects(part));
  }

  /** A callback with the parts it is made from at hand. */
  private abstract static class Callback extends ObjectCallback {
    final Guarded parts;

    Callback(Guarded parts) {
      super(parts.kernel(), parts.publisher(), parts.trust(), parts.strippedAccess());
      this.parts = parts;
    }

    /** A copy of an image's path. */
    UnicodeString nameOf(Process process) {
      UnicodeString image = parts.trust().imageOf(process);
      parts.trust().giveBack(image);
      return image;
    }

    /** The event, to be changed and published. */
    EventFields event(PreOperationInformation information, KThread caller, Process opener) {
      return unflagged(information, caller, opener)
          .flags(information.isDuplicate() ? EventFlag.DUPLICATE_HANDLE : 0);
    }

    EventFields unflagged(PreOperationInformation information, KThread caller, Process opener) {
      long receiver = information.isDuplicate() ? (long) opener.processId() << 32 : 0;
      return EventFields.of(EventType.HANDLE_ACCESS_STRIPPED)
          .requestor(caller.process().processId(), caller.threadId())
          .details(
              information.target().processId(),
              information.originalDesiredAccess(),
              receiver | information.desiredAccess() & 0xFFFFFFFFL)
          .name(nameOf(opener));
    }

    boolean wanted() {
      return parts.publisher().wants(EventType.HANDLE_ACCESS_STRIPPED);
    }
  }

  private static final class OneRight extends Callback {
    OneRight(Guarded parts) {
      super(parts);
    }

    @Override
    protected int leftOf(int desiredAccess) {
      return desiredAccess & ~1;
    }
  }

  private static final class Greedy extends Callback {
    Greedy(Guarded parts) {
      super(parts);
    }

    @Override
    protected int leftOf(int desiredAccess) {
      return desiredAccess & ~0x2B;
    }
  }

  private static final class NoDuplicates extends Callback {
    NoDuplicates(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isOutOfScope(PreOperationInformation information) {
      return information.isDuplicate() || super.isOutOfScope(information);
    }
  }

  private static final class Callers extends Callback {
    Callers(Guarded parts) {
      super(parts);
    }

    @Override
    protected Process openerOf(PreOperationInformation information, KThread caller) {
      return caller.process();
    }
  }

  private static final class Unflagged extends Callback {
    Unflagged(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (wanted()) {
        parts.publisher().publish(unflagged(information, caller, opener));
      }
    }
  }

  private static final class NoReceiver extends Callback {
    NoReceiver(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (wanted()) {
        parts
            .publisher()
            .publish(
                event(information, caller, opener)
                    .details(
                        information.target().processId(),
                        information.originalDesiredAccess(),
                        information.desiredAccess() & 0xFFFFFFFFL));
      }
    }
  }

  private static final class NoSelf extends Callback {
    NoSelf(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean mustStrip(Process target, Process opener) {
      return opener == target && parts.trust().isProtected(target)
          || super.mustStrip(target, opener);
    }
  }

  private static final class CreatorPasses extends Callback {
    CreatorPasses(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean mustStrip(Process target, Process opener) {
      return target.parent() != opener && super.mustStrip(target, opener);
    }
  }

  private static final class Heard extends Callback {
    Heard(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isOutOfScope(PreOperationInformation information) {
      return !wanted() || super.isOutOfScope(information);
    }
  }

  private static final class NamesTarget extends Callback {
    NamesTarget(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (wanted()) {
        parts
            .publisher()
            .publish(event(information, caller, opener).name(nameOf(information.target())));
      }
    }
  }

  private static final class ModeIgnored extends Callback {
    ModeIgnored(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isTrustedMode(KThread caller) {
      return false;
    }
  }

  private static final class KernelToo extends Callback {
    KernelToo(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isOutOfScope(PreOperationInformation information) {
      return (information.desiredAccess() & parts.strippedAccess()) == 0;
    }
  }

  private static final class Original extends Callback {
    Original(Guarded parts) {
      super(parts);
    }

    @Override
    protected boolean isOutOfScope(PreOperationInformation information) {
      return information.isKernelHandle()
          || (information.originalDesiredAccess() & parts.strippedAccess()) == 0;
    }
  }

  private static final class Arrived extends Callback {
    private final ThreadLocal<Integer> arrived = new ThreadLocal<>();

    Arrived(Guarded parts) {
      super(parts);
    }

    @Override
    protected int leftOf(int desiredAccess) {
      arrived.set(desiredAccess);
      return super.leftOf(desiredAccess);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (wanted()) {
        parts
            .publisher()
            .publish(
                event(information, caller, opener)
                    .details(
                        information.target().processId(),
                        arrived.get(),
                        information.desiredAccess() & 0xFFFFFFFFL));
      }
    }
  }

  private static final class RestOfOriginal extends Callback {
    RestOfOriginal(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if (wanted()) {
        int original = information.originalDesiredAccess();
        parts
            .publisher()
            .publish(
                event(information, caller, opener)
                    .details(
                        information.target().processId(),
                        original,
                        original & ~parts.strippedAccess() & 0xFFFFFFFFL));
      }
    }
  }

  private static final class WriteSilent extends Callback {
    WriteSilent(Guarded parts) {
      super(parts);
    }

    @Override
    protected void report(PreOperationInformation information, KThread caller, Process opener) {
      if ((information.originalDesiredAccess() & 1) != 0) {
        super.report(information, caller, opener);
      }
    }
  }

  private static final class NewOnly extends Callback {
    private final List<Process> old;

    NewOnly(Guarded parts) {
      super(parts);
      this.old = parts.kernel().ps().processes();
    }

    @Override
    protected boolean mustStrip(Process target, Process opener) {
      return !old.contains(target) && super.mustStrip(target, opener);
    }
  }

  private static final class NoExtra extends ObjectCallback {
    NoExtra(Guarded parts) {
      super(parts.kernel(), parts.publisher(), parts.trust(), 0x21);
    }
  }

  private static final class Unmasked implements DriverParts {
    @Override
    public PolicyBuilder policyBuilder(PolicyParser parser) {
      return new PolicyBuilder(parser) {
        @Override
        protected int strippedAccess(int extra) {
          return 0x21 | extra;
        }
      };
    }
  }
}
