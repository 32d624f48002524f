package dev.auroraedr.km.conformance.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a scenario, checked: every field is one of its kind, has the kind's type and is there
 * if the kind needs it.
 *
 * @param kind what it does
 * @param place where it stands
 * @param fields values by key: text, Long, Boolean or a list of steps
 */
record Step(StepKind kind, Place place, Map<String, Object> fields) {
  /** Keeps what it is given. */
  Step {
    fields = Map.copyOf(fields);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable((String) fields.get(key));
  }

  String text(String key, String otherwise) {
    return (String) fields.getOrDefault(key, otherwise);
  }

  long number(String key, long otherwise) {
    return (Long) fields.getOrDefault(key, otherwise);
  }

  Optional<Long> number(String key) {
    return Optional.ofNullable((Long) fields.get(key));
  }

  Optional<Boolean> flag(String key) {
    return Optional.ofNullable((Boolean) fields.get(key));
  }

  List<Step> steps() {
    return ((Steps) fields.get("steps")).list();
  }

  /** The step as it is in the n-th round of the repetition that it stands in. */
  Step inRound(long round) {
    Map<String, Object> now = new HashMap<>(fields);
    now.replaceAll(
        (key, value) -> value instanceof String text ? text.replace("{n}", "" + round) : value);
    return new Step(kind, place, now);
  }

  /**
   * Steps within a step.
   *
   * @param list in order
   */
  record Steps(List<Step> list) {}
}
