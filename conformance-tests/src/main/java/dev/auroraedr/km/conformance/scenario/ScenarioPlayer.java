package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.codec.CallbackHealth;
import dev.auroraedr.km.client.codec.CallbackHealthReport;
import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.emulator.Stage;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Plays a scenario on a machine and watches its events as a sensor does. For one thread. */
public final class ScenarioPlayer {
  private static final int SHOWN = 10;

  private final ScenarioListener listener;
  private final StepPerformer performer;
  private final DriverConnection connection;
  private final EventLedger ledger;

  private ScenarioPlayer(
      Stage stage, DriverConnection connection, EventLedger ledger, ScenarioListener listener) {
    this.listener = listener;
    this.performer = new StepPerformer(stage);
    this.connection = connection;
    this.ledger = ledger;
  }

  /**
   * Plays a scenario to its end, or to the first step that does not go as the file says.
   *
   * @throws ScenarioException if a step fails; the message names file, line and key
   * @throws DriverException if the driver refuses the watching client
   */
  public static void play(Scenario scenario, Stage stage, ScenarioListener listener)
      throws ScenarioException, DriverException {
    try (DriverConnection connection = DriverConnection.open(stage.device().toString());
        EventLedger ledger = new EventLedger(connection, listener::event)) {
      ScenarioPlayer player = new ScenarioPlayer(stage, connection, ledger, listener);
      player.play(scenario.steps());
    }
  }

  private void play(List<Step> steps) throws ScenarioException, DriverException {
    for (Step step : steps) {
      play(step);
    }
  }

  private void play(Step step) throws ScenarioException, DriverException {
    if (step.kind() == StepKind.REPEAT) {
      repeat(step);
      return;
    }
    String outcome =
        switch (step.kind()) {
          case WAIT -> pause(step);
          case EXPECT -> expect(step);
          case EXPECT_NONE -> expectNone(step);
          case QUERY_HEALTH -> health(step);
          default -> act(step);
        };
    ledger.collect();
    listener.played(step.place().line(), Wording.of(step), outcome);
  }

  private void repeat(Step step) throws ScenarioException, DriverException {
    long times = step.number("times", 1);
    for (long round = 1; round <= times; round++) {
      for (Step inner : step.steps()) {
        play(inner.inRound(round));
      }
    }
  }

  private static String pause(Step step) {
    long end = System.nanoTime() + step.number("milliseconds", 0) * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return "waited";
  }

  private String act(Step step) throws ScenarioException {
    StimulusResult result = performer.perform(step);
    String wanted = step.text("status", "");
    boolean asWanted =
        wanted.isEmpty()
            ? StatusTable.isSuccess(result.status())
            : StatusTable.status(wanted) == result.status();
    String got = StatusTable.describeStatus(result.status());
    if (!asWanted) {
      throw new ScenarioException(
          step.place(),
          Wording.of(step)
              + " must end with "
              + (wanted.isEmpty() ? "a success" : wanted)
              + ", ended with "
              + got);
    }
    return step.kind() == StepKind.OPEN_PROCESS ? granted(step, result.id()) : got;
  }

  private static String granted(Step step, long mask) throws ScenarioException {
    long got = mask & 0xFFFF_FFFFL;
    long wanted = step.number("granted").orElse(got);
    if (got != wanted) {
      throw new ScenarioException(
          step.place(), String.format("must be granted 0x%X, was granted 0x%X", wanted, got));
    }
    return String.format("granted 0x%X", got);
  }

  private String expect(Step step) throws ScenarioException, DriverException {
    EventPattern pattern = pattern(step);
    long times = step.number("times", 1);
    long found = ledger.claim(pattern, times);
    if (found < times) {
      throw new ScenarioException(
          step.place(),
          "expected " + times + " of " + pattern + ", found " + found + "; " + unclaimed());
    }
    return "came";
  }

  private String expectNone(Step step) throws ScenarioException, DriverException {
    EventPattern pattern = pattern(step);
    List<Event> found = ledger.find(pattern);
    if (!found.isEmpty()) {
      throw new ScenarioException(
          step.place(), "expected no " + pattern + ", but there is " + Wording.of(found.get(0)));
    }
    return "none came";
  }

  private EventPattern pattern(Step step) throws ScenarioException {
    return new EventPattern(step, performer.names(), performer.maker());
  }

  private String unclaimed() {
    List<Event> newest = ledger.newest(SHOWN);
    return newest.isEmpty()
        ? "no other event is unclaimed"
        : "the newest unclaimed events are "
            + newest.stream().map(Wording::of).collect(Collectors.joining("; "));
  }

  private String health(Step step) throws ScenarioException, DriverException {
    CallbackHealthReport report = connection.queryCallbackHealth();
    String active = report.minifilterActive() ? "active" : "inactive";
    compare(step, "process", word(report.processNotifyHealth()));
    compare(step, "registry", word(report.registryCallbackHealth()));
    compare(step, "object", word(report.objectCallbackHealth()));
    compare(step, "minifilter", active);
    return "process "
        + word(report.processNotifyHealth())
        + ", registry "
        + word(report.registryCallbackHealth())
        + ", object "
        + word(report.objectCallbackHealth())
        + ", minifilter "
        + active;
  }

  private static String word(CallbackHealth health) {
    return switch (health) {
      case NOT_REGISTERED -> "notRegistered";
      case REGISTERED -> "registered";
      case REGISTRATION_FAILED -> "registrationFailed";
    };
  }

  private static void compare(Step step, String key, String found) throws ScenarioException {
    String wanted = step.text(key, found);
    if (!wanted.equals(found)) {
      throw new ScenarioException(
          step.place(), "health of " + key + " must be " + wanted + ", is " + found);
    }
  }
}
