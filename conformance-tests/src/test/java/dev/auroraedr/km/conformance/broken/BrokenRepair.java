package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.FilterStatus;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.HealthParts.ForFilter;
import dev.auroraedr.km.conformance.broken.HealthParts.ForObject;
import dev.auroraedr.km.conformance.broken.HealthParts.ForRegistry;
import dev.auroraedr.km.emulator.driver.AltitudeSearch;
import dev.auroraedr.km.emulator.driver.Canary;
import dev.auroraedr.km.emulator.driver.MinifilterRegistration;
import dev.auroraedr.km.emulator.driver.MinifilterStatusQuery;
import dev.auroraedr.km.emulator.driver.ObjectRegistration;
import dev.auroraedr.km.emulator.driver.Registrations;
import dev.auroraedr.km.emulator.driver.RegistryRegistration;
import dev.auroraedr.km.emulator.driver.StreamTable;
import dev.auroraedr.km.emulator.flt.InstanceCount;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers whose canaries, repairs or status answers are wrong (HLT-4 to HLT-9, FST-1 to FST-4). */
final class BrokenRepair {
  private BrokenRepair() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "trusts-registration",
                "The object callback counts as standing because it was registered.",
                HealthParts.object(Trusting::new))
            .fails(Clauses.HLT_1, "the report that discovers OBJECT")
            .fails(Clauses.HLT_7, "on a system that never calls")
            .fails(Clauses.HLT_8, "ObOpenObjectByPointer in one query"),
        driver(
                "no-memory-is-missing",
                "A canary that can't be issued for want of memory counts as not seen.",
                HealthParts.canary(Poor::new))
            .fails(Clauses.HLT_8, "a query without memory at"),
        driver(
                "failed-at-load-retried",
                "An object callback that failed at load is registered by the next query.",
                HealthParts.object(Retrying::new))
            .fails(Clauses.HLT_4, "failed at load"),
        driver(
                "older-object-callback-acts",
                "Each object callback that stands acts, not the newest alone.",
                HealthParts.object(AllAct::new))
            .fails(Clauses.HLT_9, "in OBJECT"),
        driver(
                "older-registry-callback-acts",
                "Each registry callback that stands acts, not the newest alone.",
                HealthParts.registry(AllReport::new))
            .fails(Clauses.HLT_9, "in REGISTRY"),
        driver(
                "repair-unregisters",
                "Repair unregisters the object callback before it registers anew.",
                HealthParts.object(Unregistering::new))
            .fails(Clauses.HLT_9, "must unregister nothing"),
        driver(
                "repair-twice",
                "A repair of the object callback that fails is tried again at once.",
                HealthParts.object(RepairsTwice::new))
            .fails(Clauses.HLT_3, "repairs of one query"),
        driver(
                "repair-from-the-lowest",
                "Repair searches from 380000.",
                HealthParts.object(FromLowest::new))
            .fails(Clauses.HLT_9, "where the repair has registered"),
        driver(
                "unload-forgets-older",
                "Unload unregisters the newest object callback alone.",
                HealthParts.object(ForgetsOlder::new))
            .fails(Clauses.HLT_9, "left its object callback"),
        driver(
                "never-attaches-again",
                "The minifilter is not attached again where its instance is missing.",
                HealthParts.minifilter(NoAttach::new))
            .fails(Clauses.HLT_3, "the report after the repair of MINIFILTER")
            .fails(Clauses.HLT_9, "instance_count after repair"),
        driver(
                "instances-are-enough",
                "The minifilter counts as active while it has instances.",
                HealthParts.minifilter(Uncanary::new))
            .fails(Clauses.HLT_5, "the filter's callbacks are silent")
            .fails(Clauses.HLT_8, "ZwCreateFile in one query"),
        driver(
                "filter-status-follows-canary",
                "filter_status falls back to Registered while the canary is not seen.",
                HealthParts.minifilter(StatusFollows::new))
            .fails(Clauses.HLT_5, "filter_status")
            .fails(Clauses.FST_3, "filter_status"),
        driver(
                "instances-remembered",
                "instance_count is what the first query counted.",
                HealthParts.minifilter(Remembering::new))
            .fails(Clauses.FST_1, "instance_count"),
        driver(
                "altitude-of-the-first-try",
                "altitude is always the default one.",
                HealthParts.status(DefaultAltitude::new))
            .fails(Clauses.FST_2, "altitude after two collisions"),
        driver(
                "mode-follows-health",
                "protection_mode turns to PartialProtection when the object callback is lost.",
                HealthParts.object(ModeFollows::new))
            .fails(Clauses.FST_3, "lost after the load"),
        driver(
                "streams-at-most-one",
                "active_streams tells whether a stream is open.",
                HealthParts.status(OneStream::new))
            .fails(Clauses.FST_4, "active_streams, three open"));
  }

  private static class OwnObject extends ObjectRegistration {
    OwnObject(ForObject made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }
  }

  private static final class Trusting extends OwnObject {
    Trusting(ForObject made) {
      super(made);
    }

    @Override
    public int verify() {
      return NtStatus.SUCCESS;
    }
  }

  private static final class Poor extends Canary {
    @Override
    protected int verdict(int status) {
      int verdict = super.verdict(status);
      return verdict == NtStatus.INSUFFICIENT_RESOURCES ? NtStatus.NOT_FOUND : verdict;
    }
  }

  private static final class Retrying extends OwnObject {
    Retrying(ForObject made) {
      super(made);
    }

    @Override
    public boolean failedAtLoad() {
      return false;
    }
  }

  private static final class AllAct extends OwnObject {
    AllAct(ForObject made) {
      super(made);
    }

    @Override
    protected boolean acts(boolean isNewest) {
      return true;
    }
  }

  private static final class AllReport extends RegistryRegistration {
    AllReport(ForRegistry made) {
      super(made.kernel(), made.callback(), made.search(), made.canary());
    }

    @Override
    protected boolean acts(boolean isNewest) {
      return true;
    }
  }

  private static final class Unregistering extends OwnObject {
    private final ForObject made;

    Unregistering(ForObject made) {
      super(made);
      this.made = made;
    }

    @Override
    public boolean repair() {
      made.kernel().callbacks().object().unRegisterCallbacks(toUnregister().get(0));
      return super.repair();
    }
  }

  private static final class RepairsTwice extends OwnObject {
    RepairsTwice(ForObject made) {
      super(made);
    }

    @Override
    public boolean repair() {
      super.repair();
      return super.repair();
    }
  }

  private static final class FromLowest extends OwnObject {
    FromLowest(ForObject made) {
      super(made);
    }

    @Override
    public boolean repair() {
      new AltitudeSearch().from(AltitudeSearch.LOWEST, this::registerAt);
      return true;
    }
  }

  private static final class ForgetsOlder extends OwnObject {
    ForgetsOlder(ForObject made) {
      super(made);
    }

    @Override
    protected List<dev.auroraedr.km.emulator.ob.ObjectCallbacks.Registration> toUnregister() {
      var all = super.toUnregister();
      return all.subList(all.size() - 1, all.size());
    }
  }

  private static final class ModeFollows extends OwnObject {
    private boolean lost;

    ModeFollows(ForObject made) {
      super(made);
    }

    @Override
    public int verify() {
      int status = super.verify();
      lost |= status != NtStatus.SUCCESS;
      return status;
    }

    @Override
    public int health() {
      return lost ? 0 : super.health();
    }
  }

  private static class OwnFilter extends MinifilterRegistration {
    OwnFilter(ForFilter made) {
      super(
          made.kernel().callbacks().flt(),
          made.callbacks(),
          made.search(),
          made.canary(),
          made.instances());
    }
  }

  private static final class NoAttach extends OwnFilter {
    NoAttach(ForFilter made) {
      super(made);
    }

    @Override
    public boolean repair() {
      return false;
    }
  }

  private static final class Uncanary extends OwnFilter {
    Uncanary(ForFilter made) {
      super(made);
    }

    @Override
    public int verify() {
      return instances().count() > 0 ? NtStatus.SUCCESS : NtStatus.NOT_FOUND;
    }
  }

  private static final class StatusFollows extends OwnFilter {
    private boolean seen = true;

    StatusFollows(ForFilter made) {
      super(made);
    }

    @Override
    public int verify() {
      int status = super.verify();
      seen = status == NtStatus.SUCCESS;
      return status;
    }

    @Override
    public int filterStatus() {
      return seen ? super.filterStatus() : FilterStatus.REGISTERED;
    }
  }

  private static final class Remembering extends OwnFilter {
    private InstanceCount first;

    Remembering(ForFilter made) {
      super(made);
    }

    @Override
    public InstanceCount instances() {
      first = first == null ? super.instances() : first;
      return first;
    }
  }

  /** A status query whose answer is changed on its way out. */
  private abstract static class OwnStatus extends MinifilterStatusQuery {
    OwnStatus(Registrations registrations, StreamTable streams) {
      super(registrations, streams);
    }

    @Override
    public int answer(Irp irp) {
      int status = super.answer(irp);
      if (status == NtStatus.SUCCESS) {
        change(irp.systemBuffer().bytes());
      }
      return status;
    }

    abstract void change(byte[] out);
  }

  private static final class DefaultAltitude extends OwnStatus {
    DefaultAltitude(Registrations registrations, StreamTable streams) {
      super(registrations, streams);
    }

    @Override
    void change(byte[] out) {
      int altitude = AltitudeSearch.FIRST;
      for (int i = 0; i < Integer.BYTES; i++) {
        out[MinifilterStatusLayout.ALTITUDE_OFFSET + i] = (byte) (altitude >>> 8 * i);
      }
    }
  }

  private static final class OneStream extends OwnStatus {
    OneStream(Registrations registrations, StreamTable streams) {
      super(registrations, streams);
    }

    @Override
    void change(byte[] out) {
      int at = MinifilterStatusLayout.ACTIVE_STREAMS_OFFSET;
      out[at] = (byte) Math.min(1, out[at]);
    }
  }
}
