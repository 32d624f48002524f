package dev.auroraedr.km.conformance.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.auroraedr.km.fixtures.Resources;
import java.util.ArrayList;
import java.util.List;

/** Reads the deviations of a target from the fixtures, {@code deviations/<target>.json}. */
public final class Deviations {
  private Deviations() {}

  /** Returns the listed deviations; none if the target has no list. */
  public static List<Deviation> of(String target) {
    String path = "deviations/" + target + ".json";
    if (Resources.class.getResource(path) == null) {
      return List.of();
    }
    List<Deviation> deviations = new ArrayList<>();
    for (JsonNode row : Resources.json(path).get("deviations")) {
      deviations.add(new Deviation(row.get("clause").asText(), row.get("reason").asText()));
    }
    return deviations;
  }
}
