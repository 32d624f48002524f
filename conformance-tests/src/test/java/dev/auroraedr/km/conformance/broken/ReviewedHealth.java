package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.RegistryApi;
import dev.auroraedr.km.conformance.broken.HealthParts.ForFilter;
import dev.auroraedr.km.conformance.broken.HealthParts.ForObject;
import dev.auroraedr.km.conformance.broken.HealthParts.ForRegistry;
import dev.auroraedr.km.conformance.broken.Parts.Processed;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.Canary;
import dev.auroraedr.km.emulator.driver.MinifilterInstances;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.emulator.driver.ProcessCallback;
import dev.auroraedr.km.emulator.driver.ProcessRegistration;
import dev.auroraedr.km.emulator.driver.ProcessToggle;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.flt.VolumeList;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drivers that a review of health, discovery and repair thought up. */
final class ReviewedHealth {
  private ReviewedHealth() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "object-repair-from-385000",
                "Repair of the object callback searches from 385000, wherever it stood.",
                HealthParts.object(ObjectFrom385000::new))
            .fails(Clauses.HLT_9, "another OBJECT callback at 385000"),
        driver(
                "registry-repair-from-385000",
                "Repair of the registry callback searches from 385000, wherever it stood.",
                HealthParts.registry(RegistryFrom385000::new))
            .fails(Clauses.HLT_9, "another REGISTRY callback at 385000"),
        driver(
                "registry-repair-with-ex",
                "Repair of the registry callback uses CmRegisterCallbackEx on every build.",
                HealthParts.registry(RepairsWithEx::new))
            .fails(Clauses.CMR_1, "calls that repair on build")
            .fails(Clauses.HLT_9, "calls that repair on build"),
        driver(
                "newest-before-it-stands",
                "A repair that fails leaves no object callback acting, even one that comes back.",
                HealthParts.object(NewestTooEarly::new))
            .fails(Clauses.HLT_9, "events after a failed repair"),
        driver(
                "attach-stops-at-a-failure",
                "Repair attaches no more volumes after one that fails.",
                HealthParts.instances(StopsAttaching::new))
            .fails(Clauses.HLT_9, "whose attach number"),
        driver(
                "attach-leaks-if-it-fails",
                "Repair keeps its reference to a volume whose attach fails.",
                HealthParts.instances(LeaksVolume::new))
            .fails(Clauses.LOD_2, "references"),
        driver(
                "instance-look-up-leaks",
                "Repair keeps a reference to each volume that has its instance.",
                HealthParts.instances(LeaksInstance::new))
            .fails(Clauses.LOD_2, "references")
            .fails(Clauses.HLT_9, "references"),
        driver(
                "main-toggled-while-the-twin-is-out",
                "Main is toggled first, even while the twin can't be added.",
                HealthParts.process(MainFirst::of))
            .fails(Clauses.HLT_1, "in the middle of a query without the twin"),
        driver(
                "remembers-one-event",
                "Main and twin know the last process event only.",
                Parts.processes(RemembersOne::new))
            .fails(Clauses.HLT_1, "types of the events of one process"),
        driver(
                "remembers-by-id",
                "A process id that is used again has no events.",
                Parts.processes(RemembersIds::new))
            .fails(Clauses.HLT_1, "its id used again"),
        driver(
                "unload-stops-at-main",
                "Unload leaves the twin if main is gone already.",
                HealthParts.process(StopsAtMain::new))
            .fails(Clauses.HLT_1, "left its process-notify routine"),
        driver(
                "canary-of-any-thread",
                "While a canary is under way everybody's use of its name is taken for it.",
                HealthParts.canary(AnyThread::new))
            .fails(Clauses.HLT_8, "opens of the canary's name"),
        driver(
                "api-follows-failure",
                "registry_api is None where the chosen call failed.",
                HealthParts.registry(ApiFollows::new))
            .fails(Clauses.FST_3, "registry_api of a call that failed"),
        driver(
                "late-collision-is-a-loss",
                "The minifilter counts as lost while a volume lacks its instance.",
                HealthParts.minifilter(EveryVolume::new))
            .fails(Clauses.ALT_2, "a later volume collides")
            .fails(Clauses.HLT_5, "a later volume collides"));
  }

  private static class OwnObject extends ObjectRegistration {
    OwnObject(ForObject made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }
  }

  private static final class ObjectFrom385000 extends OwnObject {
    ObjectFrom385000(ForObject made) {
      super(made);
    }

    @Override
    public boolean repair() {
      new AltitudeSearch().from(AltitudeSearch.FIRST, this::registerAt);
      return true;
    }
  }

  private static final class NewestTooEarly extends OwnObject {
    private boolean failed;

    NewestTooEarly(ForObject made) {
      super(made);
    }

    @Override
    protected int registerAt(int candidate) {
      int status = super.registerAt(candidate);
      failed = status != NtStatus.SUCCESS;
      return status;
    }

    @Override
    protected boolean acts(boolean isNewest) {
      return isNewest && !failed;
    }
  }

  private static class OwnRegistry extends RegistryRegistration {
    OwnRegistry(ForRegistry made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }
  }

  private static final class RegistryFrom385000 extends OwnRegistry {
    RegistryFrom385000(ForRegistry made) {
      super(made);
    }

    @Override
    public boolean repair() {
      if (!hasAltitudes()) {
        return super.repair();
      }
      new AltitudeSearch().from(AltitudeSearch.FIRST, this::registerAt);
      return true;
    }
  }

  private static final class RepairsWithEx extends OwnRegistry {
    RepairsWithEx(ForRegistry made) {
      super(made);
    }

    @Override
    public boolean repair() {
      new AltitudeSearch().from(AltitudeSearch.FIRST, this::registerAt);
      return true;
    }
  }

  private static final class ApiFollows extends OwnRegistry {
    ApiFollows(ForRegistry made) {
      super(made);
    }

    @Override
    public int api() {
      return health() == CallbackHealth.REGISTERED ? super.api() : RegistryApi.NONE;
    }
  }

  private abstract static class OwnInstances extends MinifilterInstances {
    final FilterManager manager;

    OwnInstances(FilterManager manager) {
      super(manager);
      this.manager = manager;
    }

    @Override
    public void attachMissing(Filter filter) {
      VolumeList list = manager.enumerateVolumes(filter);
      boolean goesOn = true;
      for (Volume volume : list.volumes()) {
        goesOn = goesOn && (!isWanted(volume) || attach(filter, volume));
        manager.objectDereference(filter);
      }
    }

    /** Whether to go on. */
    abstract boolean attach(Filter filter, Volume volume);

    boolean isMissing(Filter filter, Volume volume) {
      boolean missing = manager.getVolumeInstance(filter, volume).status() != NtStatus.SUCCESS;
      if (!missing) {
        manager.objectDereference(filter);
      }
      return missing;
    }
  }

  private static final class StopsAttaching extends OwnInstances {
    StopsAttaching(FilterManager manager) {
      super(manager);
    }

    @Override
    boolean attach(Filter filter, Volume volume) {
      return !isMissing(filter, volume) || manager.attachVolume(filter, volume) == NtStatus.SUCCESS;
    }
  }

  private static final class LeaksVolume extends OwnInstances {
    LeaksVolume(FilterManager manager) {
      super(manager);
    }

    @Override
    boolean attach(Filter filter, Volume volume) {
      if (isMissing(filter, volume) && manager.attachVolume(filter, volume) != NtStatus.SUCCESS) {
        manager.enumerateVolumes(filter);
      }
      return true;
    }
  }

  private static final class LeaksInstance extends OwnInstances {
    LeaksInstance(FilterManager manager) {
      super(manager);
    }

    @Override
    boolean attach(Filter filter, Volume volume) {
      if (manager.getVolumeInstance(filter, volume).status() != NtStatus.SUCCESS) {
        manager.attachVolume(filter, volume);
      }
      return true;
    }
  }

  private static final class MainFirst extends ProcessToggle {
    private final CreateProcessNotifyRoutine main;
    private final CreateProcessNotifyRoutine twin;

    MainFirst(
        ProcessNotify table, CreateProcessNotifyRoutine main, CreateProcessNotifyRoutine twin) {
      super(table, main, twin);
      this.main = main;
      this.twin = twin;
    }

    static ProcessRegistration of(Kernel kernel, ProcessCallback callback) {
      return new ProcessRegistration(kernel, callback) {
        @Override
        protected ProcessToggle newToggle(
            ProcessNotify routines,
            CreateProcessNotifyRoutine first,
            CreateProcessNotifyRoutine second) {
          return new MainFirst(routines, first, second);
        }
      };
    }

    @Override
    public Outcome run() {
      boolean found = remove(main);
      if (!add(main)) {
        return new Outcome(found, false);
      }
      found &= remove(twin);
      return new Outcome(found, add(twin));
    }
  }

  private static class OwnProcess extends ProcessCallback {
    OwnProcess(Processed made) {
      super(made.kernel(), made.publisher(), made.blocked());
    }
  }

  private static final class RemembersOne extends OwnProcess {
    private String last = "";

    RemembersOne(Processed made) {
      super(made);
    }

    @Override
    protected synchronized boolean isFirst(Process process, CreateNotifyInfo info) {
      String event = process.processId() + " " + process.createTime() + " " + (info == null);
      boolean first = !event.equals(last);
      last = event;
      return first;
    }
  }

  private static final class RemembersIds extends OwnProcess {
    private final Set<String> seen = new HashSet<>();

    RemembersIds(Processed made) {
      super(made);
    }

    @Override
    protected synchronized boolean isFirst(Process process, CreateNotifyInfo info) {
      return seen.add(process.processId() + " " + (info == null));
    }
  }

  private static final class StopsAtMain extends ProcessRegistration {
    private int removals;
    private boolean mainWasGone;

    StopsAtMain(Kernel kernel, ProcessCallback callback) {
      super(kernel, callback);
    }

    @Override
    protected void removeAll(CreateProcessNotifyRoutine routine) {
      if (!mainWasGone) {
        removals = 0;
        super.removeAll(routine);
      }
    }

    @Override
    protected boolean mayRemain(int status) {
      mainWasGone |= removals++ == 0 && status == NtStatus.PROCEDURE_NOT_FOUND;
      return super.mayRemain(status);
    }
  }

  private static final class AnyThread extends Canary {
    @Override
    public boolean mayBeSentBy(KThread thread) {
      return isUnderWay();
    }
  }

  private static final class EveryVolume extends MinifilterRegistration {
    private final ForFilter made;

    EveryVolume(ForFilter made) {
      super(
          made.kernel().callbacks().flt(),
          made.callbacks(),
          made.search(),
          made.canary(),
          made.instances());
      this.made = made;
    }

    @Override
    public int verify() {
      int status = super.verify();
      long volumes =
          made.kernel().callbacks().flt().volumes().stream()
              .filter(volume -> !volume.kind().isPipeOrMailslot())
              .count();
      return status == NtStatus.SUCCESS && instances().count() < volumes
          ? NtStatus.NOT_FOUND
          : status;
    }
  }
}
