package dev.auroraedr.km.conformance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads steps and checks them: kinds, keys, values, and that names were given before. */
final class StepReader {
  private static final int DEEPEST = 4;

  private final LineIndex places;
  private final Set<String> names;
  private int depth;

  /**
   * Reads steps.
   *
   * @param known names that are given already
   */
  StepReader(LineIndex places, Set<String> known) {
    this.places = places;
    this.names = new TreeSet<>(known);
  }

  List<Step> steps(JsonNode list, String key) throws ScenarioException {
    if (!list.isArray() || list.isEmpty()) {
      throw new ScenarioException(places.of(key), FieldType.STEPS.rule());
    }
    if (++depth > DEEPEST) {
      throw new ScenarioException(places.of(key), "is nested more than " + DEEPEST + " deep");
    }
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      steps.add(step(list.get(i), key + "/" + i));
    }
    depth--;
    return List.copyOf(steps);
  }

  Step step(JsonNode node, String key) throws ScenarioException {
    if (!node.isObject()) {
      throw new ScenarioException(places.of(key), "must be a step: an object with \"do\"");
    }
    StepKind kind = kind(node, key);
    Map<String, Object> fields = new HashMap<>();
    for (var property : node.properties()) {
      if (!property.getKey().equals("do")) {
        fields.put(property.getKey(), value(kind, property, key + "/" + property.getKey()));
      }
    }
    for (Field field : kind.fields()) {
      if (field.needed() && !fields.containsKey(field.key())) {
        throw new ScenarioException(
            places.of(key),
            kind.word() + " needs \"" + field.key() + "\", which " + field.type().rule());
      }
    }
    if (fields.get("as") instanceof String name) {
      names.add(name);
    }
    return new Step(kind, places.of(key), fields);
  }

  private StepKind kind(JsonNode node, String key) throws ScenarioException {
    String word = node.path("do").isTextual() ? node.path("do").textValue() : "";
    return StepKind.of(word)
        .orElseThrow(
            () ->
                new ScenarioException(
                    places.of(key + "/do"), "must be one of " + StepKind.words()));
  }

  private Object value(StepKind kind, Map.Entry<String, JsonNode> property, String key)
      throws ScenarioException {
    FieldType type = type(kind, property.getKey(), key);
    if (type == FieldType.STEPS) {
      return new Step.Steps(steps(property.getValue(), key));
    }
    Object value =
        type.read(property.getValue())
            .orElseThrow(() -> new ScenarioException(places.of(key), type.rule()));
    if (type == FieldType.NAME && !names.contains(value)) {
      throw new ScenarioException(
          places.of(key),
          "names '"
              + value
              + "', which no step before gave; given are "
              + (names.isEmpty() ? "none" : String.join(", ", names)));
    }
    return value;
  }

  private FieldType type(StepKind kind, String name, String key) throws ScenarioException {
    if (name.equals("note")) {
      return FieldType.TEXT;
    }
    return kind.field(name)
        .map(Field::type)
        .orElseThrow(
            () ->
                new ScenarioException(
                    places.of(key), "is no key of " + kind.word() + ": " + keys(kind) + " are"));
  }

  private static String keys(StepKind kind) {
    return kind.fields().stream().map(Field::key).collect(Collectors.joining(", ")) + " and note";
  }
}
