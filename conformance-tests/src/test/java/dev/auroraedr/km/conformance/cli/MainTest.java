package dev.auroraedr.km.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.engine.fake.FakeTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path home;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return run(new TargetDirectory(List.of(FakeTarget.capable())), arguments);
  }

  private int run(TargetDirectory targets, String... arguments) {
    Terminal terminal =
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false, false, home);
    return Main.run(terminal, targets, arguments);
  }

  private String all() {
    return out.toString() + err;
  }

  @Test
  void shouldHelp_whenCalledWithoutArguments() {
    assertThat(run()).isZero();
    assertThat(out.toString())
        .contains("New here? Run 'edrkm conform'", "explain", "doctor", "watch", "Exit codes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conform",
        "explain",
        "health",
        "status",
        "watch",
        "scenario",
        "serve",
        "doctor",
        "bench",
        "completion"
      })
  void shouldHelp_whenACommandIsAsked(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: edrkm " + command);
  }

  @Test
  void shouldTellTheVersion_whenAsked() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("(?s)edrkm \\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void shouldExitOneWithEvidence_whenAClauseFails() throws IOException {
    assertThat(run("conform", "--target", "fake", "--clauses", "DEV-1", "--seed", "9")).isOne();

    assertThat(out.toString())
        .contains("fake (small)", "DEV-1", "fail", "FAIL DEV-1", "hints", "why", "seed 9")
        .contains("./edrkm conform --replay ")
        .contains("report.html", "report.json", "TEST-fake.xml");
    Path written = home.resolve("target/conformance");
    assertThat(written.resolve("report.html")).isNotEmptyFile();
    assertThat(written.resolve("report.json")).content().contains("\"seed\" : 9");
    try (Stream<Path> replays = Files.list(written.resolve("replays"))) {
      assertThat(replays).isNotEmpty();
    }
  }

  @Test
  void shouldFailAgain_whenAStoredFailureIsReplayed() throws IOException {
    run("conform", "--target", "fake", "--clauses", "DEV-1", "--seed", "9");
    Path replay;
    try (Stream<Path> replays = Files.list(home.resolve("target/conformance/replays"))) {
      replay = replays.findFirst().orElseThrow();
    }
    out.getBuffer().setLength(0);
    Files.delete(home.resolve("target/conformance/report.json"));

    assertThat(run("conform", "--replay", replay.toString())).isOne();
    assertThat(out.toString()).contains("FAIL DEV-1", "seed 9", "1 test in");
    assertThat(home.resolve("target/conformance/report.json")).doesNotExist();
  }

  @Test
  void shouldExitZero_whenNothingApplicableFails() {
    Path json = home.resolve("elsewhere/r.json");

    assertThat(run("conform", "--target", "fake", "--clauses", "DOC-*", "--json", json.toString()))
        .isZero();
    assertThat(out.toString()).contains("not-applicable").doesNotContain(" pass ");
    assertThat(json).isNotEmptyFile();
  }

  @Test
  void shouldNameWhatAllLeftOut_whenSomeTargetsDoNotRunHere() {
    assertThat(run("conform", "--target", "all", "--clauses", "DOC-*")).isZero();
    assertThat(out.toString()).contains("not run here: emulator, hosted, wine, windows;");
  }

  @Test
  void shouldListClauses_whenAsked() {
    assertThat(run("conform", "--list", "--clauses", "STR-9")).isZero();
    assertThat(out.toString()).startsWith("STR-9   ").hasLineCount(1);
  }

  @Test
  void shouldSayWhatToDo_whenTheTargetIsUnknownOrAbsent() {
    assertThat(run("conform", "--target", "vax")).isEqualTo(2);
    assertThat(run("conform", "--target", "windows")).isEqualTo(2);
    assertThat(
            run(new TargetDirectory(List.of(FakeTarget.absent())), "conform", "--target", "fake"))
        .isEqualTo(2);
    assertThat(run(new TargetDirectory(List.of()), "conform", "--target", "all")).isEqualTo(2);
    assertThat(run("conform", "--target", "fake", "--image", "x.sys")).isEqualTo(2);
    assertThat(err.toString())
        .contains("no target 'vax': choose one of emulator, hosted, wine, windows, fake or all")
        .contains("target windows can't run here", "use --target emulator")
        .contains("target fake can't run here: no such driver: build it")
        .contains("'edrkm doctor' says what each one needs")
        .contains("target fake loads no image of one's choice: --image needs --target hosted");
    assertNoStackTrace();
  }

  @Test
  void shouldSayWhatToDo_whenArgumentsAreWrong() throws IOException {
    Path broken = Files.writeString(home.resolve("broken.json"), "{\"schema\": 1");
    Path other = Files.writeString(home.resolve("other.json"), "{\"schema\": 2}");

    assertThat(run("conform", "--target", "fake", "--profile", "huge")).isEqualTo(2);
    assertThat(run("conform", "--target", "fake", "--clauses", "XYZ-1")).isEqualTo(2);
    assertThat(run("conform", "--seed", "many")).isEqualTo(2);
    assertThat(run("conform", "--replay", "nowhere.json")).isEqualTo(2);
    assertThat(run("conform", "--replay", home.toString())).isEqualTo(2);
    assertThat(run("conform", "--replay", broken.toString())).isEqualTo(2);
    assertThat(run("conform", "--replay", other.toString())).isEqualTo(2);
    assertThat(run("explain", "STR-99")).isEqualTo(2);
    assertThat(run("explain")).isEqualTo(2);
    assertThat(run("confrom")).isEqualTo(2);
    assertThat(run("health", "--device", "nonsense")).isEqualTo(2);
    assertThat(run("health", "--device", "nobody:x")).isEqualTo(2);
    assertThat(err.toString())
        .contains("has no profile huge: choose one of small, large")
        .contains("no clause matches \"XYZ-1\"")
        .contains("'many' is not a long")
        .contains("replay file nowhere.json does not exist", "is no file")
        .contains("is not a stored case", "must have schema 1")
        .contains("Did you mean")
        .contains("Try 'edrkm explain --help'")
        .contains("device 'nonsense' has no scheme");
    assertNoStackTrace();
  }

  @Test
  void shouldSayWhatToDo_whenAReportCannotBeWritten() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    String below = file.resolve("r.json").toString();

    assertThat(run("conform", "--target", "fake", "--clauses", "DOC-*", "--json", below))
        .isEqualTo(2);
    assertThat(err.toString()).contains("can't write", "give a place that this user may write to");
    assertNoStackTrace();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json", "--html", "--junit"})
  void shouldRunNothing_whenAReportCouldNotBeWritten(String option) throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThat(run("conform", "--target", "fake", "--clauses", "DEV-1", option, file + "/below/it"))
        .isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("can't write").doesNotContain("fake: ");
    assertNoStackTrace();
  }

  @Test
  void shouldRunNothing_whenADirectoryStandsInTheReportsPlace() {
    assertThat(run("conform", "--target", "fake", "--json", home.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("can't write", "it is a directory").doesNotContain("fake:");
  }

  @Test
  void shouldExplain_whenAClauseIsNamedInAnyCase() {
    assertThat(run("explain", "str-9")).isZero();
    assertThat(out.toString())
        .contains("STR-9", "CancelIoEx", "Why", "When it fails, look at", "Source", "Targets");
  }

  @Test
  void shouldSayWhatEachTargetNeeds_whenDoctorIsAsked() {
    assertThat(run("doctor")).isZero();
    assertThat(out.toString())
        .containsPattern("fake +ready +profiles small, large")
        .containsPattern("wine +no +.*not part of this version");
  }

  @Test
  void shouldPrintAScript_whenCompletionIsAsked() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString()).startsWith("#!/usr/bin/env bash").contains("_complete_edrkm");
  }

  @Test
  void shouldAnswer_whenTheDemoMachineIsAsked() {
    assertThat(run("health")).isZero();
    assertThat(run("status", "--device", "emulator:win10-1607")).isZero();
    assertThat(out.toString())
        .containsPattern("process callback +registered")
        .containsPattern("minifilter +active")
        .containsPattern("filter +filtering")
        .containsPattern("altitude +385000");
  }

  @Test
  void shouldShowThatManyEvents_whenTheDemoMachineIsWatched() {
    assertThat(run("watch", "--count", "3", "--json")).isZero();
    assertThat(out.toString()).hasLineCount(3).contains("{\"sequence\":1,", "{\"sequence\":3,");
  }

  @Test
  void shouldPlayAndCheck_whenAScenarioIsGiven() throws IOException {
    String step = "{\"do\": \"expect\", \"event\": \"PROCESS_EXIT\"}";
    String frame = "{\"schema\": 1, \"title\": \"t\", \"about\": \"a\", \"steps\": [%s]}";
    Path fails = Files.writeString(home.resolve("fails.json"), frame.formatted(step));
    Path wrong = Files.writeString(home.resolve("wrong.json"), frame.formatted("\n7"));

    assertThat(run("scenario", "ransomware-day", "--events")).isZero();
    assertThat(run("scenario", "ransomware-day", "--check")).isZero();
    assertThat(run("scenario", fails.toString())).isOne();
    assertThat(run("scenario", wrong.toString())).isEqualTo(2);
    assertThat(run("scenario", "nowhere.json")).isEqualTo(2);
    assertThat(run("scenario", "ransomware-day", "--device", "win32:x")).isEqualTo(2);
    assertThat(run("scenario", "ransomware-day", "--device", "emulator:vax")).isEqualTo(2);
    assertThat(out.toString())
        .contains("all went as the file says", "handle access stripped", "steps");
    assertThat(err.toString())
        .contains("failed: ", "fails.json line 1, /steps/0: expected 1 of PROCESS_EXIT")
        .contains("wrong.json line 2, /steps/0: must be a step")
        .contains("can't read scenario nowhere.json")
        .contains("only emulated machines let it do", "names no machine profile");
    assertNoStackTrace();
  }

  @Test
  void shouldServeNobody_whenTheAddressOrDeviceIsWrong() {
    assertThat(run("serve")).isEqualTo(2);
    assertThat(run("serve", "--listen", "0.0.0.0:9000")).isEqualTo(2);
    assertThat(run("serve", "--listen", "9000")).isEqualTo(2);
    assertThat(run("serve", "--listen", "127.0.0.1:0", "--device", "nobody:x")).isEqualTo(2);
    assertThat(run("serve", "--listen", "127.0.0.1:0", "--device", "emulator:vax")).isEqualTo(2);
    assertThat(err.toString())
        .contains("Missing required option: '--listen=127.0.0.1:PORT'")
        .contains("can be reached from other machines", "write 127.0.0.1:PORT")
        .contains("no provider for the scheme 'nobody'", "names no machine profile");
    assertNoStackTrace();
  }

  private void assertNoStackTrace() {
    assertThat(all()).doesNotContain("\tat ").doesNotContain("Exception");
  }
}
