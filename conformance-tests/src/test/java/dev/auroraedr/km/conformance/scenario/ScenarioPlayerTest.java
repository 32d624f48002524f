package dev.auroraedr.km.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.client.codec.EventView;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.target.emulator.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scenarios on a machine. */
class ScenarioPlayerTest {
  private final List<String> played = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final ScenarioListener listener =
      new ScenarioListener() {
        @Override
        public void played(int line, String what, String outcome) {
          played.add(line + " " + what + " -> " + outcome);
        }

        @Override
        public void event(EventView event) {
          events.add(event.type() + " " + event.name() + " " + event.name2());
        }
      };

  private void play(Scenario scenario) throws Exception {
    try (Stage stage = Stage.open(DeviceName.parse("emulator:"))) {
      ScenarioPlayer.play(scenario, stage, listener);
    }
  }

  private void playSteps(String steps) throws Exception {
    play(
        Scenario.read(
            "x.json",
            """
            {"schema": 1, "title": "t", "about": "a", "steps": [
            {"do": "startProcess", "image": "\\\\Windows\\\\System32\\\\cmd.exe", "as": "p"},
            {"do": "createFile", "path": "\\\\Windows\\\\System32\\\\b.exe", "as": "f"},
            %s
            ]}
            """
                .formatted(steps.replace('\'', '"'))));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void shouldGoAsItSays_whenAnExampleIsPlayed(String name) throws Exception {
    play(Scenario.example(name));
    assertThat(played).isNotEmpty();
    assertThat(events).isNotEmpty();
  }

  static List<String> examples() {
    return Scenario.examples();
  }

  @Test
  void shouldTellEachStepAndEvent_whenPlayed() throws Exception {
    playSteps(
        """
        {'do': 'repeat', 'times': 2, 'steps': [
          {'do': 'createFile', 'path': '\\\\Windows\\\\System32\\\\n{n}.exe', 'by': 'p'}]},
        {'do': 'closeFile', 'file': 'f'},
        {'do': 'expect', 'event': 'FILE_CREATE', 'by': 'p', 'times': 2},
        {'do': 'exitProcess', 'process': 'p'}
        """);
    assertThat(played)
        .contains("5 createFile \\Windows\\System32\\n2.exe by p -> STATUS_SUCCESS (0x00000000)")
        .contains("7 expect FILE_CREATE by p -> came");
    assertThat(events)
        .anyMatch(event -> event.startsWith("PROCESS_CREATE ") && event.contains("cmd.exe"))
        .anyMatch(event -> event.startsWith("FILE_CREATE ") && event.contains("\\n1.exe"))
        .anyMatch(event -> event.startsWith("FILE_CLEANUP ") && event.contains("\\b.exe"))
        .anyMatch(event -> event.startsWith("PROCESS_EXIT"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'do': 'expectNone', 'event': 'FILE_CREATE'}                             | expected no FILE_CREATE, but there is FILE_CREATE
          {'do': 'expect', 'event': 'FILE_CREATE', 'by': 'p'}                      | expected 1 of FILE_CREATE of process
          {'do': 'expect', 'event': 'FILE_CREATE', 'times': 2}                     | expected 2 of FILE_CREATE, found 1
          {'do': 'expect', 'event': 'FILE_CREATE', 'blocked': true}                | newest unclaimed events are PROCESS_CREATE
          {'do': 'expect', 'event': 'FILE_CREATE', 'detail0': 1}                   | expected 1 of FILE_CREATE
          {'do': 'createFile', 'path': '\\\\Windows\\\\a', 'by': 'f'}              | 'f' is an open file, not a process
          {'do': 'closeFile', 'file': 'p'}                                         | 'p' is a process, not an open file
          {'do': 'createFile', 'path': '\\\\Windows\\\\a', 'status': 'STATUS_ACCESS_DENIED'} | must end with STATUS_ACCESS_DENIED, ended with STATUS_SUCCESS
          {'do': 'openProcess', 'process': 'p', 'access': '0x1', 'granted': 0}     | must be granted 0x0, was granted 0x1
          {'do': 'queryHealth', 'process': 'notRegistered'}                        | health of process must be notRegistered, is registered
          """)
  void shouldFailAtTheStep_whenItDoesNotGoAsTheFileSays(String step, String words) {
    assertThatThrownBy(() -> playSteps(step))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.json line 4, /steps/2: ")
        .hasMessageContaining(words);
  }

  @Test
  void shouldClaimAnEventOnce_whenTwoExpectationsMeanIt() {
    String twice =
        "{'do': 'expect', 'event': 'FILE_CREATE'}, {'do': 'expect', 'event': 'FILE_CREATE'}";
    assertThatThrownBy(() -> playSteps(twice)).hasMessageContaining("found 0");
  }
}
