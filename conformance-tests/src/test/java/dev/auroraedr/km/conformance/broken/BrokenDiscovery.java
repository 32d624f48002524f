package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.HealthParts.Watching;
import dev.auroraedr.km.emulator.driver.HealthMonitor;
import dev.auroraedr.km.emulator.driver.HealthReport;
import dev.auroraedr.km.emulator.driver.Latches;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.WatchedCallback;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drivers that verify, discover, report or latch wrongly (HLT-1 to HLT-5). */
final class BrokenDiscovery {
  private static final int ALL = 0xF;

  private BrokenDiscovery() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "health-remembered-from-load",
                "The health report tells what load reached.",
                HealthParts.monitor(Remembers::new))
            .fails(Clauses.HLT_1, "the report that discovers")
            .fails(Clauses.HLT_7, "on a system that never calls"),
        driver(
                "every-query-reported",
                "Each query makes an event, as if all had been found missing.",
                HealthParts.monitor(ReportsAll::new))
            .fails(Clauses.HLT_2, "health queries with nothing missing"),
        driver(
                "queries-at-once",
                "Two queries run at the same time.",
                HealthParts.monitor(Unlocked::new))
            .fails(Clauses.HLT_2, "report, other action"),
        driver("event-twice", "A discovery makes two events.", HealthParts.monitor(Twice::new))
            .fails(Clauses.HLT_3, "events of one discovery"),
        driver(
                "repaired-inverted",
                "detail1 tells the opposite of what the repair reached.",
                HealthParts.monitor(Inverted::new))
            .fails(Clauses.HLT_3, "detail1 (repaired)")
            .fails(Clauses.HLT_7, "detail1 (repaired)"),
        driver(
                "repair-tried-once",
                "What the last query left missing is not repaired.",
                HealthParts.monitor(NoRetry::new))
            .fails(Clauses.HLT_3, "repaired at last"),
        driver(
                "missing-reported-each-time",
                "What stays missing is discovered at each query.",
                HealthParts.monitor(EachTime::new))
            .fails(Clauses.HLT_3, "repaired at last")
            .fails(Clauses.HLT_7, "later queries"),
        driver(
                "latch-of-all-handles",
                "The first report after a discovery consumes all handles' latches.",
                HealthParts.latches(Shared::new))
            .fails(Clauses.HLT_3, "another handle of the second process"),
        driver(
                "latch-of-the-asking-handle",
                "A discovery is told to nobody but the handle that asked.",
                HealthParts.monitor(AskerAlone::new))
            .fails(Clauses.HLT_3, "another handle of the second process"),
        driver(
                "latch-counts",
                "A handle is told as often as a callback was found missing.",
                HealthParts.latches(Counting::new))
            .fails(Clauses.HLT_3, "the second report after three discoveries"),
        driver(
                "latch-of-late-handles",
                "A handle opened after a discovery is told of it.",
                HealthParts.latches(Late::new))
            .fails(Clauses.HLT_3, "a handle opened after the discovery"),
        driver("latch-kept", "A handle is told of a loss for ever.", HealthParts.latches(Kept::new))
            .fails(Clauses.HLT_3, "the report after the repair"),
        driver(
                "failed-query-consumes",
                "A query that fails consumes the handle's latches.",
                HealthParts.monitor(ConsumesFirst::new))
            .fails(Clauses.HLT_3, "after a query that failed at")
            .fails(Clauses.HLT_8, "after a query that failed at"),
        driver(
                "failed-at-load-told-as-missing",
                "A callback that failed at load is told as NotRegistered.",
                HealthParts.monitor(ForgetsFailure::new))
            .fails(Clauses.HLT_4, "failed at load"),
        driver(
                "filter-latch-ignored",
                "minifilter_active ignores a latch that is pending.",
                HealthParts.monitor(FilterLatchless::new))
            .fails(Clauses.HLT_5, "the system volume's instance is gone"));
  }

  private abstract static class Monitor extends HealthMonitor {
    Monitor(Watching made) {
      super(made.kernel(), made.publisher(), made.latches(), made.registrations());
    }
  }

  private static final class Remembers extends Monitor {
    Remembers(Watching made) {
      super(made);
    }

    @Override
    public HealthReport query(Session session) {
      HealthReport report = super.query(session);
      return new HealthReport(report.status(), report.failed(), ALL & ~report.failed(), 0);
    }
  }

  private static final class ReportsAll extends Monitor {
    ReportsAll(Watching made) {
      super(made);
    }

    @Override
    protected int discoveries(int lost, int missingBefore) {
      publish(WatchedCallback.OBJECT, true);
      return super.discoveries(lost, missingBefore);
    }
  }

  private static final class Unlocked extends Monitor {
    Unlocked(Watching made) {
      super(made);
    }

    @Override
    protected void begin() {}

    @Override
    protected void end() {}
  }

  private static final class Twice extends Monitor {
    Twice(Watching made) {
      super(made);
    }

    @Override
    protected void publish(WatchedCallback callback, boolean repaired) {
      super.publish(callback, repaired);
      super.publish(callback, repaired);
    }
  }

  private static final class Inverted extends Monitor {
    Inverted(Watching made) {
      super(made);
    }

    @Override
    protected void publish(WatchedCallback callback, boolean repaired) {
      super.publish(callback, !repaired);
    }
  }

  private static final class NoRetry extends Monitor {
    NoRetry(Watching made) {
      super(made);
    }

    @Override
    protected boolean mayRepair(WatchedCallback callback, int missingBefore) {
      return !callback.isIn(missingBefore);
    }
  }

  private static final class EachTime extends Monitor {
    EachTime(Watching made) {
      super(made);
    }

    @Override
    protected int discoveries(int lost, int missingBefore) {
      return lost;
    }
  }

  private static final class AskerAlone extends Monitor {
    private int discovered;

    AskerAlone(Watching made) {
      super(
          new Watching(
              made.kernel(),
              made.publisher(),
              new Deaf(made.kernel().ke().newSpinLock()),
              made.registrations()));
    }

    @Override
    protected int discoveries(int lost, int missingBefore) {
      discovered = super.discoveries(lost, missingBefore);
      return discovered;
    }

    @Override
    public HealthReport query(Session session) {
      discovered = 0;
      HealthReport report = super.query(session);
      return new HealthReport(report.status(), report.failed(), report.standing(), discovered);
    }
  }

  /** No handle has ever a latch. */
  private static final class Deaf extends Latches {
    Deaf(SpinLock lock) {
      super(lock);
    }

    @Override
    protected void latch(Session session, int callbacks) {}
  }

  private static final class Shared extends Latches {
    private int latched;

    Shared(SpinLock lock) {
      super(lock);
    }

    @Override
    public void set(int callbacks) {
      latched |= callbacks;
    }

    @Override
    public int take(Session session) {
      int taken = latched;
      latched = 0;
      return taken;
    }
  }

  private static final class Counting extends Latches {
    private final Map<Session, Integer> times = new ConcurrentHashMap<>();

    Counting(SpinLock lock) {
      super(lock);
    }

    @Override
    protected void latch(Session session, int callbacks) {
      super.latch(session, callbacks);
      times.merge(session, 1, Integer::sum);
    }

    @Override
    protected int unlatch(Session session) {
      int left = times.merge(session, -1, Integer::sum);
      return left > 0 ? session.latches() : super.unlatch(session);
    }
  }

  private static final class Late extends Latches {
    private int ever;

    Late(SpinLock lock) {
      super(lock);
    }

    @Override
    public void set(int callbacks) {
      ever |= callbacks;
      super.set(callbacks);
    }

    @Override
    public void opened(Session session) {
      session.setLatches(ever);
      super.opened(session);
    }
  }

  private static final class Kept extends Latches {
    Kept(SpinLock lock) {
      super(lock);
    }

    @Override
    protected int unlatch(Session session) {
      return session.latches();
    }
  }

  private static final class ConsumesFirst extends Monitor {
    ConsumesFirst(Watching made) {
      super(made);
    }

    @Override
    public HealthReport query(Session session) {
      HealthReport report = super.query(session);
      if (report.status() != NtStatus.SUCCESS) {
        latches().take(session);
      }
      return report;
    }
  }

  private static final class ForgetsFailure extends Monitor {
    ForgetsFailure(Watching made) {
      super(made);
    }

    @Override
    public HealthReport query(Session session) {
      HealthReport report = super.query(session);
      return new HealthReport(report.status(), 0, report.standing(), report.latched());
    }
  }

  private static final class FilterLatchless extends Monitor {
    FilterLatchless(Watching made) {
      super(made);
    }

    @Override
    public HealthReport query(Session session) {
      HealthReport report = super.query(session);
      int latched = report.latched() & ~WatchedCallback.MINIFILTER.bit();
      return new HealthReport(report.status(), report.failed(), report.standing(), latched);
    }
  }
}
