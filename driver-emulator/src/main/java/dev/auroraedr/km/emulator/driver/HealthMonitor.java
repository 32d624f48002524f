package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ke.KMutex;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.List;

/**
 * Verifies the callbacks, one query at a time, and makes of what it finds missing discoveries:
 * repair, latches, events (HLT-1 to HLT-3). The mutex is taken by no callback (DRV-1). Thread-safe.
 */
public class HealthMonitor {
  private final Kernel kernel;
  private final EventPublisher publisher;
  private final Latches latches;
  private final KMutex mutex;
  private final ProcessRegistration process;
  private final SystemVolume systemVolume;
  private final List<CallbackCheck> checks;

  /** Callbacks that the last query left missing: what is found missing again is no discovery. */
  private int missing;

  /** Found missing by a query that failed afterwards: the next one discovers it. */
  private int undiscovered;

  /** Registrations that repairs have left. */
  private final RepairLimit repairs = new RepairLimit();

  /** What one query has found so far. */
  private static final class Round {
    private int failed;
    private int lost;
    private int standing;
    private int discovered;
    private int latched;
  }

  /** Verifies the process routines by their toggle and the others by their canaries. */
  public HealthMonitor(
      Kernel kernel, EventPublisher publisher, Latches latches, Registrations registrations) {
    this.kernel = kernel;
    this.publisher = publisher;
    this.latches = latches;
    this.mutex = kernel.ke().newMutex();
    this.process = registrations.process();
    this.systemVolume = registrations.systemVolume();
    this.checks =
        List.of(registrations.registry(), registrations.object(), registrations.minifilter());
  }

  /** The latches of the open handles. */
  public Latches latches() {
    return latches;
  }

  /**
   * Performs one query.
   *
   * @param session whose latches the report consumes; null for none
   */
  public HealthReport query(Session session) {
    Round round = new Round();
    begin();
    try {
      // PRC-3: policy that could match nothing so far may match from now on.
      systemVolume.resolve();
      int status = verify(round);
      if (status != NtStatus.SUCCESS) {
        undiscovered |= round.lost;
        return HealthReport.failing(status);
      }
      conclude(round, session);
    } finally {
      end();
    }
    // An event may complete a receive, which must not be done with a lock held (DRV-1).
    report(round);
    return new HealthReport(NtStatus.SUCCESS, round.failed, round.standing, round.latched);
  }

  /** HLT-8: one query at a time. */
  protected void begin() {
    mutex.acquire();
  }

  /** The next query may begin. */
  protected void end() {
    mutex.release();
  }

  /** The canaries, which may fail the query, before the toggle, which can't. */
  private int verify(Round round) {
    int status = verifyAll(round);
    if (status == NtStatus.SUCCESS) {
      status = repairAll(round);
    }
    if (status == NtStatus.SUCCESS) {
      toggle(round);
    }
    return status;
  }

  /** What is verified by canaries, in this order. */
  protected List<CallbackCheck> checks() {
    return checks;
  }

  private int verifyAll(Round round) {
    int lost = 0;
    for (CallbackCheck check : checks()) {
      if (check.failedAtLoad()) {
        round.failed |= check.callback().bit();
        continue;
      }
      int status = check.verify();
      if (status == NtStatus.SUCCESS) {
        stands(check.callback(), round);
      } else if (status == NtStatus.NOT_FOUND) {
        lost |= check.callback().bit();
      } else {
        return status;
      }
    }
    round.lost = lost;
    return NtStatus.SUCCESS;
  }

  private void stands(WatchedCallback callback, Round round) {
    round.standing |= callback.bit();
    repairs.seen(callback);
  }

  /**
   * HLT-3: tries once to repair what is missing, at each query up to the limit, and looks whether
   * it worked.
   */
  private int repairAll(Round round) {
    for (CallbackCheck check : checks()) {
      if (check.callback().isIn(round.lost) && mayRepair(check.callback(), missing)) {
        if (check.repair()) {
          repairs.registered(check.callback());
        }
        int status = check.verify();
        if (status == NtStatus.SUCCESS) {
          stands(check.callback(), round);
        } else if (status != NtStatus.NOT_FOUND) {
          return status;
        }
      }
    }
    return NtStatus.SUCCESS;
  }

  /** Whether repair is tried; it is, also for what the last query left missing. */
  protected boolean mayRepair(WatchedCallback callback, int missingBefore) {
    return repairs.allows(callback);
  }

  private void toggle(Round round) {
    int bit = WatchedCallback.PROCESS.bit();
    if (process.failedAtLoad()) {
      round.failed |= bit;
      return;
    }
    ProcessToggle.Outcome outcome = process.toggle();
    round.standing |= outcome.standing() ? bit : 0;
    round.lost |= outcome.found() && outcome.standing() ? 0 : bit;
  }

  private void conclude(Round round, Session session) {
    round.discovered = discoveries(round.lost | undiscovered, missing);
    undiscovered = 0;
    missing = ~(round.standing | round.failed) & allBits();
    if (round.discovered != 0) {
      latches.set(round.discovered);
    }
    round.latched = latches.take(session);
  }

  private static int allBits() {
    int all = 0;
    for (WatchedCallback callback : WatchedCallback.values()) {
      all |= callback.bit();
    }
    return all;
  }

  /** HLT-3: what is found missing where the last query, or load, had it standing. */
  protected int discoveries(int lost, int missingBefore) {
    return lost & ~missingBefore;
  }

  private void report(Round round) {
    for (WatchedCallback callback : WatchedCallback.values()) {
      if (callback.isIn(round.discovered)) {
        publish(callback, callback.isIn(round.standing));
      }
    }
  }

  /** One TAMPER_DETECTED (EVT-4). */
  protected void publish(WatchedCallback callback, boolean repaired) {
    if (publisher.wants(EventType.TAMPER_DETECTED)) {
      KThread thread = kernel.ps().currentThread();
      publisher.publish(
          EventFields.of(EventType.TAMPER_DETECTED)
              .requestor(thread.process().processId(), thread.threadId())
              .details(callback.code(), repaired ? 1 : 0, 0));
    }
  }
}
