package dev.auroraedr.km.conformance.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.auroraedr.km.fixtures.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader and the schema say the same, and the reader says where. */
class ScenarioReaderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Resources.json("schema/scenario.schema.json"));

  private static String withSteps(String steps) {
    return """
        {
          "schema": 1,
          "title": "t",
          "about": "a",
          "steps": [
            {"do": "startProcess", "image": "\\\\Windows\\\\a.exe", "as": "p"},
            {"do": "createFile", "path": "\\\\Windows\\\\b.exe", "as": "f"},
            %s
          ]
        }
        """
        .formatted(steps);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'do': 'createFile', 'path': '/a.exe'}",
        "{'do': 'createFile', 'path': '\\\\\\\\.\\\\AuroraEDRKM'}",
        "{'do': 'createFile'}",
        "{'do': 'createFile', 'path': '\\\\a', 'colour': 1}",
        "{'do': 'createFile', 'path': '\\\\a', 'disposition': 'maybe'}",
        "{'do': 'createFile', 'path': '\\\\a', 'access': -1}",
        "{'do': 'createFile', 'path': '\\\\a', 'access': '1F'}",
        "{'do': 'createFile', 'path': '\\\\a', 'access': 4294967296}",
        "{'do': 'createFile', 'path': '\\\\a', 'as': 'two words'}",
        "{'do': 'createFile', 'path': '\\\\a', 'status': 'ACCESS_DENIED'}",
        "{'do': 'writeFile', 'file': 'f'}",
        "{'do': 'writeFile', 'file': 'f', 'length': 1.5}",
        "{'do': 'writeFile', 'file': 'f', 'length': 1, 'offset': -3}",
        "{'do': 'setValue', 'key': 'HKLM\\\\Software'}",
        "{'do': 'setValue', 'key': '\\\\REGISTRY\\\\MACHINE\\\\A', 'size': '8'}",
        "{'do': 'renameKey', 'key': '\\\\REGISTRY\\\\MACHINE\\\\A'}",
        "{'do': 'openProcess', 'process': 'p'}",
        "{'do': 'wait', 'milliseconds': 60001}",
        "{'do': 'expect', 'event': 'FILE_RENAME'}",
        "{'do': 'expect', 'event': 'FILE_CREATE', 'times': 0}",
        "{'do': 'expectNone', 'event': 'FILE_CREATE', 'times': 1}",
        "{'do': 'expect', 'event': 'FILE_CREATE', 'blocked': 'yes'}",
        "{'do': 'queryHealth', 'process': 'fine'}",
        "{'do': 'queryHealth', 'minifilter': true}",
        "{'do': 'repeat', 'times': 2, 'steps': []}",
        "{'do': 'repeat', 'times': 2, 'steps': {}}",
        "{'do': 'repeat', 'steps': [{'do': 'wait', 'milliseconds': 1}]}",
        "{'do': 'repeat', 'times': 2, 'steps': [{'do': 'wait'}]}",
        "{'do': 'fly'}",
        "{'do': 1}",
        "{}",
        "'wait'",
        "{'do': 'wait', 'milliseconds': 1, 'note': 7}"
      })
  void shouldRefuseTheStepAsTheSchemaDoes_whenItIsBroken(String step) throws IOException {
    String text = withSteps(step.replace('\'', '"'));
    assertThat(SCHEMA.validate(JSON.readTree(text))).as("schema").isNotEmpty();
    assertThatThrownBy(() -> Scenario.read("x.json", text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.json line 8, /steps/2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'do': 'createFile'}                                   | /steps/2: createFile needs "path"
          {'do': 'createFile', 'path': 1}                        | /steps/2/path: must be a path
          {'do': 'createFile', 'path': '\\\\a', 'size': 1}       | /steps/2/size: is no key of createFile
          {'do': 'writeFile', 'file': 'g', 'length': 1}          | /steps/2/file: names 'g', which no step before gave; given are f, p
          {'do': 'repeat', 'times': 1, 'steps': [{'do': 'x'}]}   | /steps/2/steps/0/do: must be one of createFile, writeFile
          {'do': 'expect', 'event': 'X'}                         | /steps/2/event: must be one of FILE_CREATE, FILE_WRITE
          {'do': 'startProcess', 'image': '\\\\a', 'as': 'q', 'by': 'q'} | /steps/2/by: names 'q', which no step before gave
          {'do': 'createFile', 'path': '\\\\a', 'status': 'STATUS_FINE'} | /steps/2/status: must be the name of an NTSTATUS
          {'do': 'wait', 'milliseconds': 1, 'milliseconds': 2}   | : is not JSON: Duplicate field
          """)
  void shouldSayWhatAndWhere_whenAStepIsBroken(String step, String words) {
    String quoted =
        step.replaceAll("'(\\w*)'(?=[:,}\\]])", "\"$1\"").replaceAll("'(\\\\+a)'", "\"$1\"");
    assertThatThrownBy(() -> Scenario.read("x.json", withSteps(quoted)))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.json line 8")
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                        | must be an object
          {}                                                        | /schema: must be 1
          {"schema": 2}                                             | /schema: must be 1
          {"schema": 1, "title": ""}                                | /title: must be a text
          {"schema": 1, "title": "t", "about": 1}                   | /about: must be a text
          {"schema": 1, "title": "t", "about": "a"}                 | /steps: must be a list
          {"schema": 1, "author": "me"}                             | /author: is no key of a scenario
          {"schema": 1                                              | is not JSON
          {"schema": 1} x                                           | is not JSON
          """)
  void shouldRefuseTheDocument_whenItsFrameIsBroken(String text, String words) {
    assertThatThrownBy(() -> Scenario.read("x.json", text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("x.json line 1")
        .hasMessageContaining(words);
  }

  @Test
  void shouldKnowTheSameKindsAndKeys_whenReaderAndSchemaAreCompared() {
    JsonNode defs = Resources.json("schema/scenario.schema.json").get("$defs");
    assertThat(defs.get("step").get("oneOf")).hasSameSizeAs(StepKind.values());
    for (StepKind kind : StepKind.values()) {
      JsonNode step = defs.get("step-" + kind.word());
      TreeSet<String> keys = new TreeSet<>(List.of("do", "note"));
      TreeSet<String> needed = new TreeSet<>(List.of("do"));
      kind.fields().forEach(field -> keys.add(field.key()));
      kind.fields().stream().filter(Field::needed).forEach(field -> needed.add(field.key()));
      TreeSet<String> inSchema = new TreeSet<>();
      step.get("properties").fieldNames().forEachRemaining(inSchema::add);
      TreeSet<String> required = new TreeSet<>();
      step.get("required").forEach(key -> required.add(key.asText()));
      assertThat(inSchema).as(kind.word()).isEqualTo(keys);
      assertThat(required).as(kind.word()).isEqualTo(needed);
    }
  }

  @Test
  void shouldNest_onlySoDeep() {
    String step = "{\"do\": \"wait\", \"milliseconds\": 1}";
    for (int i = 0; i < 4; i++) {
      step = "{\"do\": \"repeat\", \"times\": 1, \"steps\": [" + step + "]}";
    }
    String deep = withSteps(step);
    assertThatThrownBy(() -> Scenario.read("x.json", deep))
        .hasMessageContaining("nested more than 4 deep");
  }

  @Test
  void shouldKnowEachExample_whenOneIsAddedToTheFixtures() throws IOException {
    Path folder = Path.of("..", "fixtures/src/main/resources/dev/auroraedr/km/fixtures/scenarios");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(Scenario.examples());
    }
  }

  @Test
  void shouldCountSteps_insideRepetitionsToo() throws ScenarioException {
    Scenario scenario =
        Scenario.read(
            "x.json",
            withSteps(
                "{\"do\": \"repeat\", \"times\": 5, \"steps\": [{\"do\": \"closeFile\", \"file\": \"f\"}]}"));
    assertThat(scenario.size()).isEqualTo(4);
  }
}
