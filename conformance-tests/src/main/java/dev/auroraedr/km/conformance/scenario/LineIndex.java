package dev.auroraedr.km.conformance.scenario;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** In which line each value of a JSON text begins. Immutable. */
final class LineIndex {
  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();

  /** Indexes a text that is known to be well-formed. */
  LineIndex(String file, String text, JsonMapper json) throws IOException {
    this.file = file;
    try (JsonParser parser = json.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String key = parser.getParsingContext().pathAsPointer().toString();
        lines.putIfAbsent(containing(token, key), parser.currentTokenLocation().getLineNr());
      }
    }
  }

  /** At the start of an array the parser names its first element to be, -1 as it were. */
  private static String containing(JsonToken token, String key) {
    return token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT
        ? key.replaceFirst("/-1$", "")
        : key;
  }

  /** The place of a key; of one that is missing, the place of what should hold it. */
  Place of(String key) {
    String at = key;
    while (!at.isEmpty() && !lines.containsKey(at)) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    return new Place(file, lines.getOrDefault(at, 1), key);
  }
}
