package dev.auroraedr.km.conformance.report;

import dev.auroraedr.km.conformance.clause.FaultSweep;
import dev.auroraedr.km.conformance.clause.Measurement;
import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.engine.SuiteTest;
import dev.auroraedr.km.conformance.engine.TestOutcome;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import dev.auroraedr.km.fixtures.ClauseInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Made-up reports over the real catalogue. */
final class SampleReports {
  static final String MESSAGE =
      "[STR-9] cancelled receive must complete with STATUS_CANCELLED (0xC0000120); was"
          + " STATUS_SUCCESS (0x00000000), Information 88\n"
          + "  0000  01 00 00 00 58 00 00 00 <b>&\0\"";

  private SampleReports() {}

  /** Everything passes on the emulator. */
  static ConformanceReport green() {
    return report(List.of(emulator(false)));
  }

  /** One clause fails on the emulator, one is a deviation on Wine. */
  static ConformanceReport red() {
    return report(List.of(emulator(true), wine()));
  }

  private static ConformanceReport report(List<TargetReport> targets) {
    return new ConformanceReport(
        "0.1.0", 1, Instant.parse("2026-11-22T21:41:18Z"), "17.0.15", "Linux amd64", targets);
  }

  private static TargetReport emulator(boolean red) {
    List<ClauseResult> clauses = new ArrayList<>();
    for (ClauseInfo clause : ClauseCatalogue.load().all()) {
      boolean fails = red && clause.id().equals("STR-9");
      clauses.add(fails ? failed(clause.id()) : result(clause, "emulator"));
    }
    return new TargetReport(
        "emulator",
        List.of("win11-24h2"),
        null,
        clauses,
        red ? List.of(failure()) : List.of(),
        red ? List.of("STR-12: the target can show it and no test does") : List.of(),
        measurements(),
        List.of(
            new FaultSweep(
                "win11-24h2",
                "load",
                List.of("STATUS_INSUFFICIENT_RESOURCES", "STATUS_UNSUCCESSFUL"),
                List.of("IoCreateDevice", "ZwOpenKey", "ZwOpenKey #2"))),
        tests(red),
        Duration.ofMillis(8_412));
  }

  private static TargetReport wine() {
    List<ClauseResult> clauses = new ArrayList<>();
    for (ClauseInfo clause : ClauseCatalogue.load().all()) {
      boolean deviates = clause.id().equals("IOC-5");
      clauses.add(
          deviates
              ? new ClauseResult("IOC-5", Outcome.DEVIATION, "Wine clears the buffer's tail", 4)
              : result(clause, "wine"));
    }
    return new TargetReport(
        "wine",
        List.of("wine-8"),
        null,
        clauses,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Duration.ofMillis(31_900));
  }

  private static ClauseResult result(ClauseInfo clause, String kind) {
    if (!clause.isShownBy(kind)) {
      String reason = clause.notApplicableReason(kind);
      return new ClauseResult(clause.id(), Outcome.NOT_APPLICABLE, reason, 0);
    }
    if (clause.pending()) {
      return new ClauseResult(
          clause.id(), Outcome.UNTESTED, "pending: " + clause.pendingReason(), 0);
    }
    return new ClauseResult(clause.id(), Outcome.PASS, "", 1 + clause.sentence().length() % 17);
  }

  private static ClauseResult failed(String id) {
    return new ClauseResult(id, Outcome.FAIL, MESSAGE.lines().findFirst().orElseThrow(), 7);
  }

  private static Failure failure() {
    return new Failure(
        List.of("STR-9", "STR-6"),
        "StreamCancelClausesTest.str9_cancelledReceive_losesAndDoublesNoEvent",
        "cancelled receive: loses and doubles no event",
        MESSAGE,
        "StreamCancelClausesTest.java:88",
        "emulator",
        "win11-24h2",
        1,
        List.of("open handle 1", "start stream 1", "receive 1", "cancel receive 1 + create file"),
        "./edrkm conform --replay target/conformance/replays/STR-9-seed1.json");
  }

  private static List<TestOutcome> tests(boolean red) {
    SuiteTest good = test("ioc5_longerOutput_staysUntouched", "IOC-5");
    SuiteTest bad = test("str9_cancelledReceive_losesAndDoublesNoEvent", "STR-9");
    TestOutcome.Kind kind = red ? TestOutcome.Kind.FAILED : TestOutcome.Kind.PASSED;
    AssertionError cause = red ? new AssertionError(MESSAGE) : null;
    return List.of(
        outcome(good, TestOutcome.Kind.PASSED, null, "[1] 32"), outcome(bad, kind, cause, ""));
  }

  private static SuiteTest test(String method, String clause) {
    return new SuiteTest("[id]/" + method, "Sample", method, List.of(clause), Set.of());
  }

  private static TestOutcome outcome(
      SuiteTest test, TestOutcome.Kind kind, Throwable cause, String invocation) {
    return new TestOutcome(
        test,
        test.uniqueId(),
        invocation,
        kind,
        cause,
        List.of(),
        List.of(),
        Duration.ofMillis(12));
  }

  private static List<Measurement> measurements() {
    List<Measurement> series = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 1; round <= 3; round++) {
      series.add(new Measurement("STR-14", "event", round, values(random, 45_000, 0.55)));
      series.add(new Measurement("STR-14", Measurement.FLOOR, round, values(random, 30_000, 0.5)));
    }
    return series;
  }

  private static long[] values(Random random, double middle, double spread) {
    return random
        .doubles(20_000)
        .mapToLong(ignored -> (long) (middle * Math.exp(random.nextGaussian() * spread)))
        .toArray();
  }
}
