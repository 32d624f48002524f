package dev.auroraedr.km.conformance.diff;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A run of the differential engine as data; docs/diff.md has its format. */
public final class ReachJson {
  private ReachJson() {}

  /** The report's text. */
  public static String write(List<String> names, DiffRun.Options options, DiffRun.Result result) {
    ObjectNode root = ScriptJson.MAPPER.createObjectNode().put("schema", 1);
    root.put("left", names.get(0)).put("right", names.get(1)).put("seed", options.seed());
    Reach reach = result.reach();
    root.put("steps", result.steps()).put("machines", reach.machines());
    ArrayNode divergences = root.putArray("divergences");
    for (int i = 0; i < result.divergences().size(); i++) {
      divergence(divergences.addObject(), result.divergences().get(i), result.scripts().get(i));
    }
    reach(root.putObject("reach"), reach);
    try {
      return ScriptJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report tree is always writable", e);
    }
  }

  private static void divergence(ObjectNode node, Divergence divergence, long script) {
    node.put("script", script).put("operation", divergence.operation());
    if (divergence.step() != Playing.FINALE) {
      node.put("step", divergence.step());
    }
    divergence.left().forEach(node.putArray("left")::add);
    divergence.right().forEach(node.putArray("right")::add);
    node.set("machine", ScriptJson.MAPPER.valueToTree(divergence.script().machine()));
    ArrayNode steps = node.putArray("steps");
    divergence
        .script()
        .steps()
        .forEach(s -> steps.add(ScriptJson.MAPPER.<ObjectNode>valueToTree(s)));
  }

  private static void reach(ObjectNode node, Reach reach) {
    node.put("leftOut", reach.leftOut())
        .put("stopped", reach.stopped())
        .put("mostStreams", reach.mostStreams())
        .put("mostPending", reach.mostPending());
    counts(node.putObject("profiles"), reach.profiles());
    counts(node.putObject("faults"), reach.faults());
    ObjectNode events = node.putObject("events");
    reach.events().forEach((type, count) -> events.put(String.valueOf(type), count));
    ObjectNode operations = node.putObject("operations");
    reach.operations().forEach((name, outcomes) -> counts(operations.putObject(name), outcomes));
  }

  private static void counts(ObjectNode node, Map<String, Long> counts) {
    counts.forEach(node::put);
  }
}
