package dev.auroraedr.km.conformance.cli;

import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.client.codec.EventView;
import dev.auroraedr.km.conformance.cli.Terminal.Paint;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One line an event, for people. */
final class LineEventPrinter implements EventPrinter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  LineEventPrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void event(EventView event) {
    String type = event.type().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    terminal
        .out()
        .printf(
            "%s %s pid %-6s %s%s%s%n",
            terminal.paint(Paint.QUIET, TIME.format(event.time())),
            terminal.paint(paint(event), String.format("%-22s", type)),
            Integer.toUnsignedString(event.processId()),
            names(event),
            details(event),
            event.isBlocked() ? terminal.paint(Paint.BAD, "  blocked") : "");
  }

  private String details(EventView event) {
    String details = EventDetails.of(event);
    String gap = event.name().length() == 0 ? "" : "  ";
    return details.isEmpty() ? "" : terminal.paint(Paint.QUIET, gap + "(" + details + ")");
  }

  private static Paint paint(EventView event) {
    boolean alarming =
        event.type() == EventType.TAMPER_DETECTED
            || event.type() == EventType.HANDLE_ACCESS_STRIPPED;
    return alarming ? Paint.WARN : Paint.STRONG;
  }

  private static String names(EventView event) {
    String second = event.name2().length() == 0 ? "" : "  " + printable(event.name2());
    return printable(event.name()) + second;
  }

  /** Names may hold any UTF-16 unit; none of them may drive the reader's terminal. */
  private static String printable(CharSequence name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char unit = name.charAt(i);
      boolean paired = i + 1 < name.length() && Character.isSurrogatePair(unit, name.charAt(i + 1));
      if (paired) {
        text.append(unit).append(name.charAt(++i));
      } else if (Character.isISOControl(unit)
          || Character.isSurrogate(unit)
          || Character.getType(unit) == Character.FORMAT) {
        text.append(String.format("\\u%04x", (int) unit));
      } else {
        text.append(unit);
      }
    }
    return text.toString();
  }

  @Override
  public void dropped(long events) {
    if (events > 0) {
      String text = "... " + events + " events dropped: the reader was too slow";
      terminal.out().println(terminal.paint(Paint.WARN, text));
    }
  }
}
