package dev.auroraedr.km.conformance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A JSON value as a field's value; null where it is not what was asked for. */
final class JsonValue {
  private static final Pattern MASK_TEXT = Pattern.compile("0x[0-9A-Fa-f]{1,8}");

  private JsonValue() {}

  static Object text(JsonNode node) {
    return node.isTextual() ? node.textValue() : null;
  }

  static Function<JsonNode, Object> matching(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return node ->
        node.isTextual() && pattern.matcher(node.textValue()).matches() ? text(node) : null;
  }

  static Function<JsonNode, Object> name() {
    return matching("[A-Za-z0-9_-]{1,64}");
  }

  static Function<JsonNode, Object> whole(long lowest, long highest) {
    return node ->
        node.isIntegralNumber()
                && node.canConvertToLong()
                && node.longValue() >= lowest
                && node.longValue() <= highest
            ? node.longValue()
            : null;
  }

  static Object mask(JsonNode node) {
    if (node.isTextual() && MASK_TEXT.matcher(node.textValue()).matches()) {
      return Long.decode(node.textValue());
    }
    return whole(0, 0xFFFF_FFFFL).apply(node);
  }

  static Object flag(JsonNode node) {
    return node.isBoolean() ? node.booleanValue() : null;
  }

  static Function<JsonNode, Object> oneOf(String... words) {
    List<String> known = List.of(words);
    return node -> node.isTextual() && known.contains(node.textValue()) ? text(node) : null;
  }

  static Object status(JsonNode node) {
    if (!node.isTextual() || !node.textValue().startsWith("STATUS_")) {
      return null;
    }
    try {
      StatusTable.status(node.textValue());
      return node.textValue();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static Object eventType(JsonNode node) {
    boolean known =
        node.isTextual()
            && Arrays.stream(EventType.values()).anyMatch(t -> t.name().equals(node.textValue()));
    return known ? text(node) : null;
  }
}
