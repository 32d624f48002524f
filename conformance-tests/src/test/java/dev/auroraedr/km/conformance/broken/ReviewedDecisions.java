package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.HealthParts.ForFilter;
import dev.auroraedr.km.conformance.broken.HealthParts.Watching;
import dev.auroraedr.km.conformance.broken.Parts.Trusted;
import dev.auroraedr.km.conformance.broken.RegistryParts.Judged;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.Canary;
import dev.auroraedr.km.emulator.driver.DriverLoad;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.HealthMonitor;
import dev.auroraedr.km.emulator.driver.MinifilterInstances;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.ProcessTrust;
import dev.auroraedr.km.emulator.driver.RegistryCallback;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.driver.WatchedCallback;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Drivers that decide as the real driver did before its review. */
final class ReviewedDecisions {
  private ReviewedDecisions() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "refusing-volume-ends-the-load",
                "A volume that takes no instance ends the load, whatever it says.",
                HealthParts.minifilter(made -> new Deciding(made, status -> status < 0)))
            .fails(Clauses.ALT_2, "an attach that says", "a look that says"),
        driver(
                "memory-short-at-a-volume",
                "Load goes on where memory is short at a volume.",
                HealthParts.minifilter(
                    made -> new Deciding(made, new AltitudeSearch()::isCollision)))
            .fails(Clauses.ALT_2, "memory short at")
            .fails(Clauses.LOD_1, "must fail"),
        driver(
                "one-name-for-no-memory",
                "A canary fails for want of memory by STATUS_INSUFFICIENT_RESOURCES alone.",
                HealthParts.canary(OneName::new))
            .fails(Clauses.HLT_8, "failing with STATUS_"),
        driver(
                "uncountable-fails-the-query",
                "A health query fails where instances can't be counted, whatever the reason.",
                HealthParts.minifilter(Uncountable::new))
            .fails(Clauses.HLT_5, "QUERY_CALLBACK_HEALTH must end with STATUS_SUCCESS"),
        driver(
                "repairs-without-end",
                "Each query registers anew what the system never calls.",
                HealthParts.monitor(Endless::new))
            .fails(Clauses.HLT_9, "is registered anew, query 17"),
        driver(
                "sixteen-tries-for-good",
                "Sixteen repairs are tried in all, those that fail or help too.",
                HealthParts.monitor(Sixteen::new))
            .fails(Clauses.HLT_3, "without success")
            .fails(Clauses.HLT_9, "of round 2"),
        driver(
                "repairs-before-an-offer",
                "Repair lists volumes where none was ever offered.",
                HealthParts.instances(Unguarded::new))
            .fails(Clauses.HLT_7, "before one was offered"),
        driver(
                "every-image-asked-for",
                "Images are asked for though no list can match.",
                Parts.trust(AsksAlways::new))
            .fails(Clauses.STR_12, "image names asked for"),
        driver(
                "one-empty-list-trusts-nobody",
                "Nobody is trusted where one of the two lists of images is empty.",
                Parts.trust(NeedsBoth::new))
            .fails(Clauses.POL_1, "By[processId="),
        driver(
                "counts-open-streams-alone",
                "A stream counts neither while it is opened nor while it is closed.",
                Parts.table(OpenAlone::new))
            .fails(Clauses.STR_3, "beside the one that takes the rest", "not freed yet"),
        driver(
                "refusal-needs-memory",
                "A key below a blocked one can be made while memory is short.",
                RegistryParts.callback(JoinsNames::new))
            .fails(Clauses.REG_2, "CreateAt[root="),
        driver(
                "unloads-while-it-loads",
                "fltmc unload is obeyed before the load has ended.",
                new UnloadsEarly())
            .fails(Clauses.UNL_1, "in the middle of a load", "bug check"));
  }

  private static class OwnFilter extends MinifilterRegistration {
    final ForFilter made;

    OwnFilter(ForFilter made) {
      super(
          made.kernel().callbacks().flt(),
          made.callbacks(),
          made.search(),
          made.canary(),
          made.instances());
      this.made = made;
    }
  }

  private static final class Deciding extends OwnFilter {
    private final IntPredicate decides;

    Deciding(ForFilter made, IntPredicate decides) {
      super(made);
      this.decides = decides;
    }

    @Override
    protected int attachMissing() {
      List<Filter> filters = made.kernel().callbacks().flt().filters();
      return made.instances().attachAll(filters.get(filters.size() - 1), decides);
    }
  }

  private static final class OneName extends Canary {
    @Override
    protected int verdict(int status) {
      int verdict = super.verdict(status);
      boolean isShort = verdict == NtStatus.INSUFFICIENT_RESOURCES;
      return isShort && status != verdict ? NtStatus.NOT_FOUND : verdict;
    }
  }

  private static final class Uncountable extends OwnFilter {
    Uncountable(ForFilter made) {
      super(made);
    }

    @Override
    public int verify() {
      InstanceCount count = instances();
      return count.status() == NtStatus.SUCCESS ? super.verify() : count.status();
    }
  }

  private static class OwnMonitor extends HealthMonitor {
    OwnMonitor(Watching made) {
      super(made.kernel(), made.publisher(), made.latches(), made.registrations());
    }
  }

  private static final class Endless extends OwnMonitor {
    Endless(Watching made) {
      super(made);
    }

    @Override
    protected boolean mayRepair(WatchedCallback callback, int missingBefore) {
      return true;
    }
  }

  private static final class Sixteen extends OwnMonitor {
    private final Map<WatchedCallback, Integer> tries = new EnumMap<>(WatchedCallback.class);

    Sixteen(Watching made) {
      super(made);
    }

    @Override
    protected boolean mayRepair(WatchedCallback callback, int missingBefore) {
      return tries.merge(callback, 1, Integer::sum) <= 16;
    }
  }

  private static final class Unguarded extends MinifilterInstances {
    Unguarded(FilterManager manager) {
      super(manager);
    }

    @Override
    public void attachMissing(Filter filter) {
      attachAll(filter, status -> false);
    }
  }

  private static final class AsksAlways extends ProcessTrust {
    AsksAlways(Trusted made) {
      super(made.kernel(), made.protectedImages(), made.trustedImages());
    }

    private void ask(Process process) {
      giveBack(imageOf(process));
    }

    @Override
    public boolean isProtected(Process process) {
      ask(process);
      return super.isProtected(process);
    }

    @Override
    public boolean isTrusted(Process process) {
      ask(process);
      return super.isTrusted(process);
    }
  }

  private static final class NeedsBoth extends ProcessTrust {
    private final Trusted made;

    NeedsBoth(Trusted made) {
      super(made.kernel(), made.protectedImages(), made.trustedImages());
      this.made = made;
    }

    @Override
    public boolean isTrusted(Process process) {
      boolean both = !made.protectedImages().isEmpty() && !made.trustedImages().isEmpty();
      return both && super.isTrusted(process);
    }
  }

  private static final class OpenAlone extends StreamTable {
    private static final int LARGEST_THAT_FIT = 16;

    OpenAlone(SpinLock lock) {
      super(lock);
    }

    @Override
    protected int judge(Session session, int queueBytes) {
      int status = super.judge(session, queueBytes);
      boolean fits = status == NtStatus.INSUFFICIENT_RESOURCES && count() < LARGEST_THAT_FIT;
      return fits ? NtStatus.SUCCESS : status;
    }
  }

  private static final class JoinsNames extends RegistryCallback {
    private static final String TAG = "AurK";
    private final Judged judged;

    JoinsNames(Judged judged) {
      super(judged.kernel(), judged.publisher(), judged.policy());
      this.judged = judged;
    }

    @Override
    public int notify(int notifyClass, KeyInformation information) {
      UnicodeString name = information.name();
      boolean relative =
          notifyClass == NotifyClass.PRE_CREATE_KEY_EX && name.units() > 0 && name.unit(0) != '\\';
      return relative ? joined(notifyClass, information) : super.notify(notifyClass, information);
    }

    private int joined(int notifyClass, KeyInformation information) {
      PoolBlock memory =
          judged.kernel().pool().allocateNonPaged(information.name().lengthBytes() + 2, TAG);
      if (memory == null) {
        return NtStatus.SUCCESS;
      }
      judged.kernel().pool().free(memory, TAG);
      return super.notify(notifyClass, information);
    }
  }

  private static final class UnloadsEarly implements DriverParts {
    @Override
    public DriverLoad driverLoad(Kernel kernel, DriverObject driverObject) {
      return new DriverLoad(this, kernel, driverObject) {
        private boolean loaded;

        @Override
        protected void ended() {
          if (!loaded) {
            loaded = true;
            super.ended();
          }
        }

        @Override
        protected int filterUnload(int flags) {
          ended();
          return super.filterUnload(flags);
        }
      };
    }
  }
}
