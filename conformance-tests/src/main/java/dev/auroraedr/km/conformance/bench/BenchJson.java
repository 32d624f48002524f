package dev.auroraedr.km.conformance.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Writes figures as JSON; {@code docs/benchmarks.md} describes the form. */
final class BenchJson {
  private static final int SCHEMA = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private BenchJson() {}

  static void write(BenchRun run, Path file) throws IOException {
    JSON.writeValue(file.toFile(), document(run));
  }

  static ObjectNode document(BenchRun run) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schema", SCHEMA);
    document.put("jdk", run.machine().jdk());
    document.put("os", run.machine().os());
    document.put("cpus", run.machine().cpus());
    document.put("loadBefore", run.machine().loadBefore());
    document.put("loadAfter", run.machine().loadAfter());
    document.put("disturbed", run.machine().disturbed());
    ArrayNode figures = document.putArray("results");
    run.results().forEach(result -> figures.add(node(result)));
    return document;
  }

  private static ObjectNode node(BenchResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", result.name());
    ObjectNode parameters = node.putObject("parameters");
    result.parameters().forEach(parameters::put);
    node.put("score", result.ours().score());
    node.put("unit", result.ours().unit());
    putError(node, "error", result.ours().error());
    node.put("floor", result.floor().score());
    putError(node, "floorError", result.floor().error());
    node.put("ratio", result.ratio());
    node.put("aim", result.aim().text());
    node.put("met", result.met());
    return node;
  }

  /** JSON knows no NaN: no interval is null. */
  private static void putError(ObjectNode node, String field, double error) {
    if (Double.isNaN(error)) {
      node.putNull(field);
    } else {
      node.put(field, error);
    }
  }
}
