package dev.auroraedr.km.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.client.codec.EventView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FILE_CREATE            | 0 | 1179785 | 3  | 96     | (open or create, access 0x120089)
          FILE_CREATE            | 0 | 1       | 99 | 0      | (0x63, access 0x1)
          FILE_WRITE             | 0 | -1      | 0  | 7      | (4294967295 bytes at 7)
          FILE_WRITE             | 0 | 0       | 0  | -1     | (0 bytes at the end)
          FILE_WRITE             | 0 | 5       | 0  | -2     | (5 bytes at the current position)
          FILE_CLEANUP           | 0 | 0       | 0  | 0      | n  n2
          FILE_CLEANUP           | 0 | -1073741790 | 0 | 0   | (STATUS_ACCESS_DENIED (0xC0000022))
          PROCESS_CREATE         | 1 | 1032    | 1024 | 9    | (starts 1032, child of 1024)  blocked
          PROCESS_EXIT           | 0 | 0       | 0  | 0      | n  n2
          REG_SET_VALUE          | 0 | 7       | 24 | 0      | (REG_MULTI_SZ, 24 bytes)
          REG_SET_VALUE          | 0 | 12345   | 0  | 0      | (0x3039, 0 bytes)
          HANDLE_ACCESS_STRIPPED | 0 | 1040    | 2097151 | 2097118 | (access 0x1FFFFF to process 1040 cut to 0x1FFFDE)
          HANDLE_ACCESS_STRIPPED | 8 | 1040    | 1  | 21474836480 | cut to 0x0, duplicated into process 5)
          TAMPER_DETECTED        | 0 | 1       | 1  | 0      | (registry callback was missing, repaired)
          TAMPER_DETECTED        | 0 | 3       | 0  | 0      | (minifilter callback was missing, not repaired)
          """)
  void shouldTellWhatHappened_whenEachTypeIsPrinted(
      EventType type, int flags, int detail0, int detail1, long detail2, String end) {
    Event printed =
        new Event(
            type, flags, 1, EventView.FILETIME_OF_1970, 4, 8, detail0, detail1, detail2, "n", "n2");
    new LineEventPrinter(terminal).event(printed);
    new JsonEventPrinter(terminal).event(printed);

    String[] lines = out.toString().split(System.lineSeparator());
    assertThat(lines[0]).startsWith("00:00:00.000 ").endsWith(end);
    assertThat(lines[1])
        .contains("\"type\":\"" + type + "\"")
        .contains("\"detail0\":" + Integer.toUnsignedLong(detail0) + ",");
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
