package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.client.codec.EventView;
import java.util.Optional;

/** Which events a step means. */
final class EventPattern {
  private final Step step;
  private final Optional<String> name;
  private final Optional<Long> process;

  /** The events that a step's fields describe. */
  EventPattern(Step step, Names names, StimulusMaker maker) throws ScenarioException {
    this.step = step;
    this.name = step.text("name").map(text -> full(text, maker));
    this.process =
        step.text("by").isPresent() ? Optional.of(names.process(step, "by")) : Optional.empty();
  }

  /** Names of keys stand as they are, those of files begin at the system volume. */
  private static String full(String name, StimulusMaker maker) {
    boolean whole = !name.startsWith("\\") || name.startsWith("\\REGISTRY\\");
    return whole ? name : maker.path(name);
  }

  boolean fits(EventView event) {
    return event.type().name().equals(step.text("event", ""))
        && name.map(event.name().toString()::equals).orElse(true)
        && step.text("name2").map(event.name2().toString()::equals).orElse(true)
        && process.map(id -> id == Integer.toUnsignedLong(event.processId())).orElse(true)
        && step.flag("blocked").map(blocked -> blocked == event.isBlocked()).orElse(true)
        && same("detail0", event.detail0())
        && same("detail1", event.detail1());
  }

  private boolean same(String key, int detail) {
    return step.number(key).map(wanted -> wanted == Integer.toUnsignedLong(detail)).orElse(true);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(step.text("event", ""));
    name.ifPresent(wanted -> text.append(' ').append(wanted));
    step.text("name2").ifPresent(wanted -> text.append(' ').append(wanted));
    process.ifPresent(id -> text.append(" of process ").append(id));
    step.flag("blocked").ifPresent(blocked -> text.append(blocked ? " blocked" : " not blocked"));
    return text.toString();
  }
}
