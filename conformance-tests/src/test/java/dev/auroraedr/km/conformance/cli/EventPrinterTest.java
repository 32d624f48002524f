package dev.auroraedr.km.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.client.codec.EventView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventPrinterTest {
  private final StringWriter out = new StringWriter();
  private final Terminal terminal =
      new Terminal(
          new PrintWriter(out, true), new PrintWriter(out, true), false, false, Path.of(""));
  private final Event event =
      new Event(
          EventType.REG_RENAME_KEY,
          0,
          7,
          EventView.FILETIME_OF_1970 + 123_0000L,
          -1,
          8,
          0,
          0,
          -1,
          "a\u001b[2J\0\uD800b",
          "new");

  @Test
  void shouldKeepNamesFromDrivingTheTerminal_whenPrintedAsLine() {
    new LineEventPrinter(terminal).event(event);

    assertThat(out.toString().strip())
        .isEqualTo(
            "00:00:00.123 reg rename key         pid 4294967295"
                + " a\\u001b[2J\\u0000\\ud800b  new");
  }

  @Test
  void shouldKeepEveryUnit_whenPrintedAsJson() {
    new JsonEventPrinter(terminal).event(event);

    assertThat(out.toString())
        .contains("\"sequence\":7", "\"type\":\"REG_RENAME_KEY\"", "\"processId\":4294967295")
        .contains("\"detail2\":\"18446744073709551615\"")
        .containsIgnoringCase("\"name\":\"a\\u001b[2J\\u0000\\ud800b\"");
  }

  @Test
  void shouldTellOfDroppedEvents_whenThereAreAny() {
    new LineEventPrinter(terminal).dropped(0);
    assertThat(out.toString()).isEmpty();
    new LineEventPrinter(terminal).dropped(3);
    new JsonEventPrinter(terminal).dropped(3);

    assertThat(out.toString()).contains("3 events dropped", "{\"dropped\":3}");
  }
}
