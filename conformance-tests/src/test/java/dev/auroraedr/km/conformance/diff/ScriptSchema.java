package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.auroraedr.km.conformance.target.Stimulus;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.List;

/** The schema of script files, made from the records that they consist of. */
final class ScriptSchema {
  private static final JsonMapper JSON = new JsonMapper();

  private final ObjectNode definitions = JSON.createObjectNode();

  private ScriptSchema() {}

  static ObjectNode make() {
    return new ScriptSchema().whole();
  }

  private ObjectNode whole() {
    ObjectNode root =
        JSON.createObjectNode()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("$id", "urn:auroraedr:km:schema:script")
            .put("title", "Script")
            .put("description", "What is done to a machine, and what was seen; docs/diff.md.");
    ObjectNode file = object(root);
    file.putObject("schema").put("const", 1);
    file.putObject("title").put("type", "string").put("minLength", 1);
    file.putObject("target").put("type", "string");
    file.putObject("image").put("type", "string");
    file.putObject("seed").put("type", "integer");
    ObjectNode script = list(file.putObject("scripts"));
    require(root, List.of("schema", "title", "seed", "scripts"));
    ObjectNode parts = object(script);
    record(parts.putObject("machine"), MachinePlan.class, null);
    ObjectNode step = list(parts.putObject("steps"));
    ObjectNode seen = list(parts.putObject("seen"));
    seen.put("type", "array").putObject("items").put("type", "string");
    require(script, List.of("machine", "steps"));
    ObjectNode ofStep = object(step);
    ofStep.putObject("step").put("type", "integer").put("minimum", 1);
    ofStep.putObject("operation").put("$ref", "#/$defs/operation");
    require(step, List.of("step", "operation"));
    choice("operation", Operation.class, "do");
    choice("stimulus", Stimulus.class, "what");
    root.set("$defs", definitions);
    return root;
  }

  private void choice(String name, Class<?> sealed, String property) {
    ObjectNode definition = JSON.createObjectNode();
    definitions.set(name, definition);
    ArrayNode of = definition.putArray("oneOf");
    ScriptJson.records(sealed).stream()
        .sorted(Comparator.comparing(Class::getSimpleName))
        .forEach(type -> record(of.addObject(), type, property));
  }

  private static ObjectNode object(ObjectNode node) {
    node.put("type", "object").put("additionalProperties", false);
    return node.putObject("properties");
  }

  private static ObjectNode list(ObjectNode node) {
    return node.put("type", "array").put("minItems", 1).putObject("items");
  }

  private static void require(ObjectNode node, List<String> names) {
    ArrayNode required = node.putArray("required");
    names.forEach(required::add);
  }

  private void record(ObjectNode node, Class<?> type, String naming) {
    ObjectNode properties = object(node);
    ArrayNode required = node.putArray("required");
    if (naming != null) {
      properties.putObject(naming).put("const", type.getSimpleName());
      required.add(naming);
    }
    boolean nullsLeftOut = type.isAnnotationPresent(JsonInclude.class);
    for (RecordComponent component : type.getRecordComponents()) {
      boolean may = nullsLeftOut && !component.getType().isPrimitive();
      value(properties.putObject(component.getName()), component.getType());
      if (!may || component.getName().equals("profile")) {
        required.add(component.getName());
      }
    }
  }

  private void value(ObjectNode node, Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      node.put("type", "boolean");
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      node.put("type", "integer");
    } else if (type == byte[].class) {
      node.putArray("type").add("string").add("null");
      node.put("pattern", "^([0-9a-f]{2})*$");
    } else if (type == String.class) {
      node.putArray("type").add("string").add("null");
    } else if (type.isEnum()) {
      ArrayNode names = node.putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        names.add(JSON.valueToTree(constant).asText());
      }
    } else if (Stimulus.class.isAssignableFrom(type)) {
      node.put("$ref", "#/$defs/stimulus");
    } else {
      record(node, type, null);
    }
  }
}
