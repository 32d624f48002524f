package dev.auroraedr.km.conformance.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.auroraedr.km.conformance.clause.FaultSweep;
import dev.auroraedr.km.conformance.engine.ClauseResult;
import dev.auroraedr.km.conformance.engine.Failure;

/**
 * Writes {@code report.json}, schema 1. Beyond its fixed fields it adds evidence where it has any.
 */
public final class ReportJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportJson() {}

  /** Returns the report as JSON text. */
  public static String write(ConformanceReport report) {
    ObjectNode root = JSON.createObjectNode().put("schema", 1);
    root.putObject("run")
        .put("kit", report.kit())
        .put("seed", report.seed())
        .put("started", report.started().toString())
        .put("jdk", report.jdk())
        .put("os", report.os());
    ArrayNode targets = root.putArray("targets");
    report.targets().forEach(target -> target(targets.addObject(), target));
    try {
      return JSON.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report tree is always writable", e);
    }
  }

  private static void target(ObjectNode node, TargetReport target) {
    node.put("name", target.name());
    target.profiles().forEach(node.putArray("profiles")::add);
    node.put("image", target.image());
    if (!target.integrityModels().isEmpty()) {
      target.integrityModels().forEach(node.putObject("codeIntegrity")::put);
    }
    ArrayNode clauses = node.putArray("clauses");
    target.clauses().forEach(clause -> clause(clauses.addObject(), clause));
    if (!target.failures().isEmpty()) {
      ArrayNode failures = node.putArray("failures");
      target.failures().forEach(failure -> failure(failures.addObject(), failure));
    }
    if (!target.problems().isEmpty()) {
      target.problems().forEach(node.putArray("problems")::add);
    }
    if (!target.sweeps().isEmpty()) {
      ArrayNode sweeps = node.putArray("faultSweep");
      target.sweeps().forEach(sweep -> sweep(sweeps.addObject(), sweep));
    }
    if (!target.measurements().isEmpty()) {
      ArrayNode latency = node.putArray("latency");
      target.measurements().forEach(m -> latency.add(JSON.valueToTree(Latency.of(m))));
    }
  }

  private static void sweep(ObjectNode node, FaultSweep sweep) {
    node.put("profile", sweep.profile()).put("scenario", sweep.scenario());
    sweep.statuses().forEach(node.putArray("statuses")::add);
    sweep.sites().forEach(node.putArray("sites")::add);
  }

  private static void clause(ObjectNode node, ClauseResult clause) {
    node.put("id", clause.id())
        .put("result", clause.outcome().word())
        .put("reason", clause.reason())
        .put("tests", clause.tests());
  }

  private static void failure(ObjectNode node, Failure failure) {
    failure.clauses().forEach(node.putArray("clauses")::add);
    node.put("test", failure.test())
        .put("title", failure.title())
        .put("message", failure.message())
        .put("location", failure.location())
        .put("profile", failure.profile())
        .put("seed", failure.seed());
    failure.sequence().forEach(node.putArray("sequence")::add);
    node.put("replay", failure.replay());
  }
}
