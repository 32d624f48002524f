package dev.auroraedr.km.conformance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every benchmark in its smallest form: that events arrive, not how fast. */
class BenchSmokeTest {
  private static final int EVENTS = 300;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void shouldReceiveEveryEventOnEveryStream_whenPumped(PathKind kind) {
    PathShape shape = new PathShape(8, FileNames.ofBytes(256), Waiting.SPINNING);
    try (StreamPump pump = new StreamPump(kind.events(shape), shape)) {
      pump.pump(EVENTS);
      assertThat(pump.received()).isEqualTo(8 * EVENTS);
      assertThat(pump.batches()).isBetween(8L, 8L * EVENTS);
    }
  }

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void shouldDropNothing_whenNamesAreLongest(PathKind kind) {
    PathShape shape = new PathShape(1, FileNames.ofBytes(2048), Waiting.SPINNING);
    assertThat(shape.name()).hasSize(1024);
    try (StreamPump pump = new StreamPump(kind.events(shape), shape)) {
      pump.pump(EVENTS);
      assertThat(pump.received()).isEqualTo(EVENTS);
    }
  }

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void shouldRecordEachMeasuredEventOnce_whenParking(PathKind kind) {
    assertThat(latency(kind, Waiting.PARKING).getTotalCount()).isEqualTo(EVENTS);
  }

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void shouldRecordEachMeasuredEventOnce_whenSpinning(PathKind kind) {
    assertThat(latency(kind, Waiting.SPINNING).getTotalCount()).isEqualTo(EVENTS);
  }

  @ParameterizedTest
  @EnumSource(PathKind.class)
  void shouldDecodeBothAnswers_whenAsked(PathKind kind) {
    try (QueryPath queries = kind.queries()) {
      assertThat(queries.ask(Query.HEALTH)).hasToString(healthOf(queries));
      assertThat(queries.ask(Query.STATUS).toString()).contains("FILTERING");
    }
  }

  @Test
  void shouldPairFiguresWithFloors_whenJmhRuns() {
    List<BenchResult> results = new ArrayList<>(JmhBench.ioctl().run(Effort.SMOKE, out));
    results.addAll(
        JmhBench.stream().only("streams", "8").only("nameBytes", "256").run(Effort.SMOKE, out));

    assertThat(results).extracting(BenchResult::name).containsExactly("ioctl", "ioctl", "stream");
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.ours().score()).isPositive();
              assertThat(result.floor().score()).isPositive();
            });
    assertThat(BenchTable.of(results)).contains("streams=8");
  }

  @Test
  void shouldPairTimeAndMemory_whenADecisionIsMeasured() {
    List<BenchResult> results =
        new DecisionBench()
            .only(Decision.FILE_CREATE, Decision.KEY_UNTRUSTED)
            .run(Effort.SMOKE, out);

    assertThat(results)
        .extracting(result -> result.name() + " " + result.parameters().get("decision"))
        .containsExactly(
            "decision FILE_CREATE",
            "decision.bytes FILE_CREATE",
            "decision KEY_UNTRUSTED",
            "decision.bytes KEY_UNTRUSTED");
    assertThat(results.get(0).aim()).isEqualTo(BenchResult.Aim.WITHIN_20_NS);
    assertThat(results.get(0).ours().score()).isPositive();
  }

  @Test
  void shouldMatchAlike_whateverTheWay() {
    for (MatchSubject subject : MatchSubject.values()) {
      List<String> patterns = subject.patterns(100);
      List<Boolean> expected = matches(MatchWay.LOOP, subject, patterns);
      assertThat(expected).contains(true, false);
      assertThat(matches(MatchWay.DRIVER, subject, patterns)).as("%s", subject).isEqualTo(expected);
      assertThat(matches(MatchWay.REGEX, subject, patterns)).as("%s", subject).isEqualTo(expected);
    }
  }

  private static List<Boolean> matches(MatchWay way, MatchSubject subject, List<String> patterns) {
    Predicate<UnicodeString> matcher = way.matcher(subject, patterns);
    return subject.names().stream().map(UnicodeString::of).map(matcher::test).toList();
  }

  @Test
  void shouldCompareMatchingWithLoopRegexAndItself_whenJmhRuns() {
    List<BenchResult> results = new MatchBench().run(Effort.SMOKE, out);
    assertThat(results).hasSize(3 * 4 * 3 + 3);
    assertThat(results).extracting(BenchResult::name).contains("match.flat", "match.bytes");
    assertThat(results)
        .filteredOn(result -> !result.name().equals("match.bytes"))
        .allSatisfy(result -> assertThat(result.ours().score()).isPositive());
  }

  @Test
  void shouldDecideAsTheClausesSay_whenTheDriverIsAsked() {
    try (DecisionMachine driver = DecisionMachine.withDriver();
        DecisionMachine empty = DecisionMachine.withEmptyDriver()) {
      for (Decision decision : Decision.values()) {
        int decided =
            switch (decision) {
              case HANDLE_UNTRUSTED -> 0x1F_FFDE;
              case KEY_UNTRUSTED -> NtStatus.ACCESS_DENIED;
              default -> empty.perform(decision);
            };
        assertThat(driver.perform(decision)).as(decision.name()).isEqualTo(decided);
      }
    }
  }

  @Test
  void shouldJudgeByDifference_whenTheAimIsOne() {
    assertThat(result(120, 100, BenchResult.Aim.WITHIN_20_NS).met()).isTrue();
    assertThat(result(121, 100, BenchResult.Aim.WITHIN_20_NS).met()).isFalse();
    assertThat(result(0, 0, BenchResult.Aim.NO_MORE).ratio()).isEqualTo(1);
    assertThat(result(8, 0, BenchResult.Aim.NO_MORE).met()).isFalse();
  }

  private static BenchResult result(double ours, double floor, BenchResult.Aim aim) {
    return new BenchResult(
        "x",
        Map.of(),
        new BenchResult.Figure(ours, "ns", 0),
        new BenchResult.Figure(floor, "ns", 0),
        aim);
  }

  @Test
  void shouldWriteWhatTheDocumentSays_whenJsonIsAsked(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("bench.json");
    List<BenchResult> results = new LatencyBench(Effort.SMOKE, out).run();
    BenchJson.write(new BenchRun(Machine.measured(0), results), file);

    JsonNode document = new ObjectMapper().readTree(file.toFile());
    assertThat(document.path("schema").asInt()).isEqualTo(1);
    assertThat(document.path("cpus").asInt()).isPositive();
    assertThat(document.path("jdk").asText()).isNotEmpty();
    assertThat(document.path("results")).hasSize(16);
    assertThat(document.path("results"))
        .allSatisfy(
            result -> {
              assertThat(result.path("score").asDouble()).isPositive();
              assertThat(result.path("floor").asDouble()).isPositive();
              assertThat(result.path("error").isNull()).isTrue();
              assertThat(result.path("unit").asText()).isEqualTo("us");
            });
  }

  @Test
  void shouldWarn_whenOtherWorkRan() {
    assertThat(new Machine("17", "Linux", 2, 4.0, 6.0).warning()).contains("run again");
    assertThat(new Machine("17", "Linux", 2, 0.1, 4.0).disturbed()).isTrue();
    assertThat(new Machine("17", "Linux", 2, 0.1, 2.1).warning()).isEmpty();
  }

  @Test
  void shouldNameTheKnownBenchmarks_whenOneIsUnknown() {
    assertThat(BenchMain.run(List.of("speed"), null, out, true)).isEqualTo(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("speed")
        .contains("ioctl, stream, decision, match, latency, conform");
  }

  @Test
  void shouldSayHowToMeasure_whenConformIsAsked() {
    assertThat(BenchMain.run(List.of("conform"), null, out, true)).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("hyperfine");
  }

  private static Histogram latency(PathKind kind, Waiting waiting) {
    PathShape shape = new PathShape(1, FileNames.ofBytes(128), waiting);
    return LatencyRun.measure(kind, shape, new LatencyLoad(50_000, 100, EVENTS));
  }

  private static String healthOf(QueryPath queries) {
    return queries.ask(Query.HEALTH).toString();
  }
}
