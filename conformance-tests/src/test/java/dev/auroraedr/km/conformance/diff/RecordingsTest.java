package dev.auroraedr.km.conformance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.target.emulator.EmulatorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was recorded of the built driver holds for the emulator, on machines that can't build it
 * too.
 */
class RecordingsTest {
  private static final Path FIXTURES =
      Path.of("../fixtures/src/main/resources/dev/auroraedr/km/fixtures");

  @ParameterizedTest
  @MethodSource("recordings")
  void shouldShowWhatTheDriverShowed_whenARecordingIsReplayed(Path file) {
    ScriptFile recording = ScriptFile.read(file);
    assertThat(recording.target()).as("whose recording it is").isNotNull();
    assertThat(Recording.replay(recording, new EmulatorTarget())).isEmpty();
  }

  static List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(FIXTURES.resolve("recordings"))) {
      return files.filter(file -> file.toString().endsWith(".json.gz")).sorted().toList();
    }
  }
}
