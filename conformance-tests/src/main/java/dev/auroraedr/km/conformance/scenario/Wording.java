package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.client.codec.EventView;
import java.util.List;

/** Steps and events in a few words, on one line whatever their names hold. */
final class Wording {
  private static final List<String> TELLING =
      List.of(
          "path",
          "image",
          "key",
          "file",
          "process",
          "value",
          "event",
          "name",
          "milliseconds",
          "callback");

  private Wording() {}

  static String of(Step step) {
    StringBuilder text = new StringBuilder(step.kind().word());
    for (String key : TELLING) {
      if (step.fields().get(key) != null) {
        text.append(' ').append(printable(step.fields().get(key).toString()));
      }
    }
    step.text("by").ifPresent(who -> text.append(" by ").append(who));
    step.text("as").ifPresent(name -> text.append(" as ").append(name));
    return text.toString();
  }

  static String of(EventView event) {
    return event.type()
        + " "
        + printable(event.name().toString())
        + (event.isBlocked() ? " blocked" : "")
        + " of process "
        + Integer.toUnsignedString(event.processId());
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            unit -> {
              boolean plain =
                  !Character.isISOControl(unit)
                      && Character.getType(unit) != Character.FORMAT
                      && !Character.isSurrogate((char) unit);
              shown.append(plain ? Character.toString(unit) : String.format("\\u%04x", unit));
            });
    return shown.toString();
  }
}
