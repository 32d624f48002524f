package dev.auroraedr.km.conformance.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.auroraedr.km.conformance.engine.RunRefusedException;
import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import dev.auroraedr.km.fixtures.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts survive being written and read, and keep the committed schema. */
class ScriptFileTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SCHEMA =
      Path.of("../fixtures/src/main/resources/dev/auroraedr/km/fixtures/schema/script.schema.json");
  private static final int SCRIPTS = 40;

  @TempDir private Path directory;

  @Test
  void shouldBeTheCommittedSchema_whenMadeFromTheRecords() throws IOException {
    String made = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ScriptSchema.make());
    if (Boolean.getBoolean("schema.write")) {
      Files.writeString(SCHEMA, made + "\n");
    }
    assertThat(JSON.readTree(Files.readString(SCHEMA)))
        .as("write it anew with -Dschema.write=true")
        .isEqualTo(JSON.readTree(made));
  }

  @Test
  void shouldKeepTheSchema_whenAnyScriptIsWritten() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(Resources.json("schema/script.schema.json"));
    for (long nth = 0; nth < SCRIPTS; nth++) {
      JsonNode text = JSON.readTree(file(new Generator(3).script(nth)).text());
      assertThat(schema.validate(text)).extracting(ValidationMessage::getMessage).isEmpty();
    }
  }

  @Test
  void shouldBeTheSameScript_whenReadAgain() {
    for (String name : List.of("plain.json", "compressed.json.gz")) {
      for (long nth = 0; nth < SCRIPTS; nth++) {
        ScriptFile written = file(new Generator(5).script(nth));
        Path file = directory.resolve(name);
        written.write(file);
        assertThat(ScriptFile.read(file).text()).isEqualTo(written.text());
      }
    }
  }

  @Test
  void shouldShowTheSame_whenARecordedScriptIsReplayed() {
    EmulatorTarget target = new EmulatorTarget();
    List<ScriptFile.Recorded> recorded = new ArrayList<>();
    for (long nth = 0; nth < SCRIPTS; nth++) {
      recorded.add(Recording.record(target, new Generator(7).script(nth)));
    }
    Path file = directory.resolve("recorded.json.gz");
    new ScriptFile(1, "the emulator", "emulator", null, 7, recorded).write(file);
    assertThat(Recording.replay(ScriptFile.read(file), target)).isEmpty();
  }

  @Test
  void shouldSayWhatIsWrong_whenAFileIsNoScript() throws IOException {
    Path file = directory.resolve("bad.json");
    Files.writeString(file, "{\"schema\": 1, \"seed\": 1, \"steps\": []}");
    assertThatThrownBy(() -> ScriptFile.read(file))
        .isInstanceOf(RunRefusedException.class)
        .hasMessageContaining("bad.json")
        .hasMessageContaining("steps");
  }

  private static ScriptFile file(Script script) {
    return new ScriptFile(1, "a script", null, null, 3, List.of(ScriptFile.Recorded.of(script)));
  }
}
