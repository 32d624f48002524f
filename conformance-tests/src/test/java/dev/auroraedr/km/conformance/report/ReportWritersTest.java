package dev.auroraedr.km.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.ConformanceRun;
import dev.auroraedr.km.conformance.engine.Failure;
import dev.auroraedr.km.conformance.engine.Outcome;
import dev.auroraedr.km.conformance.engine.RunReport;
import dev.auroraedr.km.conformance.engine.SuiteScope;
import dev.auroraedr.km.conformance.engine.fake.FakeClauses;
import dev.auroraedr.km.conformance.engine.fake.FakeTarget;
import dev.auroraedr.km.conformance.engine.fake.RedSuite;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportWritersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(ReportJson.class.getResourceAsStream("report.schema.json"));
  }

  @Test
  void shouldKeepTheSchema_whenAFailureIsStoredForReplay(@TempDir Path directory) throws Exception {
    Failure failure =
        ConformanceRun.of(FakeTarget.capable())
            .catalogue(FakeClauses.all())
            .suite(SuiteScope.of(RedSuite.Failing.class))
            .clauses(FakeClauses.ONE)
            .storeReplaysIn(directory)
            .run()
            .failures()
            .get(0);
    Path file = Path.of(failure.replay().replaceFirst(".*--replay ", ""));
    JsonSchema replays =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(ReportJson.class.getResourceAsStream("replay.schema.json"));

    assertThat(replays.validate(JSON.readTree(file.toFile()))).isEmpty();
    assertThat(replays.validate(JSON.readTree("{\"schema\": 1}"))).isNotEmpty();
    assertThat(file.getFileName().toString()).startsWith("FAK-1-fak1_zero_isOne-small-seed1-");
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldKeepTheSchema_whenGreenOrRed() throws Exception {
    for (ConformanceReport report : List.of(SampleReports.green(), SampleReports.red())) {
      JsonNode tree = JSON.readTree(ReportJson.write(report));
      assertThat(schema().validate(tree)).isEmpty();
      assertThat(tree.at("/targets/0/clauses")).hasSize(110);
      assertThat(tree.at("/targets/0/image").isNull()).isTrue();
      assertThat(tree.at("/targets/0/codeIntegrity/win11-24h2").asText()).isEqualTo("documented");
      assertThat(tree.at("/targets/0/faultSweep/0/sites")).hasSize(3);
    }
  }

  @Test
  void shouldRefuse_whenPassedWithoutTestOrUntestedWithoutReason() throws Exception {
    String good = ReportJson.write(SampleReports.green());
    JsonNode vacuous = JSON.readTree(good.replaceFirst("\"tests\" : [1-9]\\d*", "\"tests\" : 0"));
    JsonNode silent =
        JSON.readTree(
            good.replaceFirst(
                "\"untested\",\\s+\"reason\" : \"[^\"]+\"", "\"untested\", \"reason\" : \"\""));

    assertThat(schema().validate(vacuous)).isNotEmpty();
    assertThat(schema().validate(silent)).isNotEmpty();
  }

  @Test
  void shouldCountEachTestOnceWithReasons_whenWrittenAsJUnitXml() throws Exception {
    TargetReport target = SampleReports.red().targets().get(0);
    String text = JUnitXml.write(target);
    Document document = xml(text);

    assertThat(document.getElementsByTagName("testsuite").getLength()).isEqualTo(24);
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("skipped").getLength())
        .isEqualTo(target.count(Outcome.NOT_APPLICABLE) + target.count(Outcome.UNTESTED));
    assertThat(text).contains("emulator.STR-9").doesNotContain("<properties");
  }

  @Test
  void shouldBeOneFileWithFailuresFirst_whenWrittenAsHtml() {
    String page = HtmlReport.write(SampleReports.red());

    assertThat(page)
        .doesNotContainPattern("(src|href)=\"(?!#|https://learn)")
        .doesNotContain("@import");
    assertThat(page).contains("<title>1 clause fails").doesNotContain("{{");
    assertThat(page.indexOf("id=\"failures\"")).isLessThan(page.indexOf("id=\"latency\""));
    assertThat(page.indexOf("id=\"latency\"")).isLessThan(page.indexOf("id=\"clauses\""));
    assertThat(page).contains("&lt;b&gt;&amp;\uFFFD&quot;").doesNotContain("<b>&");
    assertThat(page).contains("What must hold: STR-9<", "What must hold: STR-6<");
    assertThat(page).contains("win11-24h2, code integrity documented", "ZwOpenKey × 2");
    assertThat(page).contains("known deviation", "Wine clears the buffer's tail");
  }

  @Test
  void shouldLeaveFailuresOut_whenGreen() throws Exception {
    String page = HtmlReport.write(SampleReports.green());

    assertThat(page).doesNotContain("id=\"failures\"").containsPattern("All \\d+ applicable");
    Path samples = Path.of("target", "samples");
    Files.createDirectories(samples);
    Files.writeString(samples.resolve("green.html"), page);
    Files.writeString(samples.resolve("red.html"), HtmlReport.write(SampleReports.red()));
  }

  @Test
  void shouldFailAClause_whenAnyProfileFailsIt() {
    RunReport good = run("a", new ClauseResult("DEV-1", Outcome.PASS, "", 2));
    RunReport bad = run("b", new ClauseResult("DEV-1", Outcome.FAIL, "wrong", 3));
    RunReport not = run("c", new ClauseResult("DEV-1", Outcome.NOT_APPLICABLE, "can't", 0));

    assertThat(TargetReport.of(List.of(good, bad, not)).clauses())
        .containsExactly(new ClauseResult("DEV-1", Outcome.FAIL, "b: wrong", 5));
    assertThat(TargetReport.of(List.of(not, good)).clauses())
        .containsExactly(new ClauseResult("DEV-1", Outcome.PASS, "", 2));
    assertThat(TargetReport.of(List.of(good)).image()).isNull();
    assertThat(TargetReport.of(List.of(good), "a.sys sha256:00").image())
        .isEqualTo("a.sys sha256:00");
    assertThat(TargetReport.of(List.of(not)).clauses())
        .containsExactly(new ClauseResult("DEV-1", Outcome.NOT_APPLICABLE, "can't", 0));
  }

  private static RunReport run(String profile, ClauseResult result) {
    return new RunReport(
        "emulator",
        profile,
        1,
        List.of(result),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Duration.ZERO);
  }

  @Test
  void shouldTellPercentiles_whenSeriesIsKnown() {
    long[] values = new long[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + 1) * 1000L;
    }
    Latency latency =
        Latency.of(
            new dev.auroraedr.km.conformance.clause.Measurement("STR-14", "event", 2, values));

    assertThat(latency.p50()).isEqualTo(500_000);
    assertThat(latency.p99()).isEqualTo(990_000);
    assertThat(latency.p999()).isEqualTo(999_000);
    assertThat(latency.max()).isEqualTo(1_000_000);
    assertThat(latency.buckets().stream().mapToDouble(d -> d).sum()).isBetween(0.999, 1.001);
  }
}
