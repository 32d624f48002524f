package dev.auroraedr.km.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.engine.SuiteTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter text = new StringWriter();
  private final SuiteTest test =
      new SuiteTest("[id]", "Sample", "str9_cancel_losesNothing", List.of("STR-9"), Set.of());

  private Progress progress(boolean interactive, boolean colour) {
    PrintWriter writer = new PrintWriter(text, true);
    Terminal terminal = new Terminal(writer, writer, interactive, colour, Path.of(""));
    return new Progress(terminal, "emulator");
  }

  private void oneFailingTest(Progress progress) {
    progress.stepBegan("clauses", 1);
    progress.testBegan(test);
    progress.testEnded(test, false);
    progress.methodEnded(test);
    progress.runEnded();
  }

  @Test
  void shouldPrintPlainLines_whenNobodyLooksOn() {
    oneFailingTest(progress(false, false));

    assertThat(text.toString())
        .startsWith("emulator: clauses, 1 test methods")
        .contains("failed STR-9 cancel: loses nothing")
        .containsPattern("emulator 1/1  1 tests, 1 failed  \\d+\\.\\d s  STR-9")
        .doesNotContain("\u001b", "\r");
  }

  @Test
  void shouldRewriteOneLineAndLeaveItEmpty_whenOnATerminal() {
    oneFailingTest(progress(true, false));

    assertThat(text.toString())
        .startsWith("\r\u001b[Kemulator 0/1  0 tests")
        .contains("STR-9 cancel: loses nothing")
        .endsWith("\r\u001b[K")
        .doesNotContain("\u001b[1;31m");
  }

  @Test
  void shouldUseColour_whenTheTerminalHasIt() {
    oneFailingTest(progress(true, true));

    assertThat(text.toString()).contains("\u001b[1;31mfailed\u001b[0m");
  }
}
