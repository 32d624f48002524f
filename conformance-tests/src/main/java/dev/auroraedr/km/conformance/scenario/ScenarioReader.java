package dev.auroraedr.km.conformance.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Set;

/** Reads a whole scenario. */
final class ScenarioReader {
  /** Text is UTF-16 already, so a byte order mark or comment is as wrong as any other letter. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final Set<String> KEYS = Set.of("schema", "title", "about", "steps");

  private final JsonNode document;
  private final LineIndex places;

  ScenarioReader(String file, String text) throws ScenarioException {
    try {
      document = JSON.readTree(text);
      places = new LineIndex(file, text, JSON);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new ScenarioException(
          new Place(file, line, ""), "is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new IllegalStateException("a text can always be read", e);
    }
  }

  /** A single step, as a stimulus of another program comes. */
  static Step step(String source, String text, Set<String> names) throws ScenarioException {
    ScenarioReader reader = new ScenarioReader(source, text);
    return new StepReader(reader.places, names).step(reader.document, "");
  }

  Scenario scenario() throws ScenarioException {
    if (!document.isObject()) {
      throw new ScenarioException(
          places.of(""), "must be an object with schema, title, about and steps");
    }
    for (var property : document.properties()) {
      if (!KEYS.contains(property.getKey())) {
        throw new ScenarioException(
            places.of("/" + property.getKey()),
            "is no key of a scenario: schema, title, about and steps are");
      }
    }
    if (!document.path("schema").isInt() || document.path("schema").intValue() != 1) {
      throw new ScenarioException(places.of("/schema"), "must be 1");
    }
    return new Scenario(
        text("title"),
        text("about"),
        new StepReader(places, Set.of()).steps(document.path("steps"), "/steps"));
  }

  private String text(String key) throws ScenarioException {
    JsonNode value = document.path(key);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new ScenarioException(places.of("/" + key), "must be a text that is not empty");
    }
    return value.textValue();
  }
}
