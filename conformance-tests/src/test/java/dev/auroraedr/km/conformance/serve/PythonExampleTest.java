package dev.auroraedr.km.conformance.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.auroraedr.km.client.port.DeviceName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client in the documents works; skipped, and reported so, where there is no Python. */
class PythonExampleTest {
  private static final Path SCRIPT = Path.of("..", "docs", "serve-example", "edrkm_client.py");

  @Test
  void shouldSeeTheFileThatItMade_whenTheExampleRuns() throws Exception {
    try (DeviceServer server =
        DeviceServer.start(
            DeviceName.parse("emulator:"), ListenAddress.parse("127.0.0.1:0"), line -> {})) {
      Process python = start(server.port());
      String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(printed)
          .contains("connected to emulator:#")
          .contains("\"type\": 1, \"sequence\": 1")
          .contains("\\\\Windows\\\\System32\\\\new.exe")
          .contains("delivered 1, dropped 0");
      assertThat(python.exitValue()).as(printed).isZero();
    }
  }

  private static Process start(int port) {
    try {
      return new ProcessBuilder("python3", SCRIPT.toString(), "127.0.0.1:" + port)
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      return abort("no python3 here, so docs/serve-example was not tried: " + e.getMessage());
    }
  }
}
