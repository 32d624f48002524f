package dev.auroraedr.km.conformance.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.auroraedr.km.client.codec.EventType;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a field may hold, and the rule that a message tells when it holds something else. */
enum FieldType {
  /** Any text. */
  TEXT("must be a text", JsonValue::text),
  /** A file's path. */
  PATH(
      "must be a path that begins with a backslash: from the system volume's root on, or with"
          + " \\Device\\",
      JsonValue.matching("(?s)\\\\[^\\\\].*")),
  /** A registry key's path. */
  KEY(
      "must be a key that begins with \\REGISTRY\\",
      JsonValue.matching("(?s)\\\\REGISTRY\\\\[^\\\\].*")),
  /** A name that the step gives. */
  NEW_NAME("must be a name of letters, digits, - and _", JsonValue.name()),
  /** A name that an earlier step gave. */
  NAME("must be a name that an earlier step gave with \"as\"", JsonValue.name()),
  /** A count or length. */
  COUNT("must be a whole number from 0 to 2147483647", JsonValue.whole(0, Integer.MAX_VALUE)),
  /** A byte offset; -1 and -2 have Windows' meaning. */
  OFFSET("must be a whole number from -2 on", JsonValue.whole(-2, Long.MAX_VALUE)),
  /** How often. */
  TIMES("must be a whole number from 1 to 100000", JsonValue.whole(1, 100_000)),
  /** Milliseconds. */
  PAUSE("must be a whole number from 1 to 60000", JsonValue.whole(1, 60_000)),
  /** Thirty-two bits. */
  MASK(
      "must be a whole number from 0 to 4294967295, or a text such as \"0x1F0FFF\"",
      JsonValue::mask),
  /** Yes or no. */
  FLAG("must be true or false", JsonValue::flag),
  /** An NTSTATUS by name. */
  STATUS("must be the name of an NTSTATUS, such as STATUS_ACCESS_DENIED", JsonValue::status),
  /** A type of event. */
  EVENT("must be one of " + eventTypes(), JsonValue::eventType),
  /** NtCreateFile's CreateDisposition. */
  DISPOSITION(
      "must be one of supersede, open, create, openIf, overwrite, overwriteIf",
      JsonValue.oneOf("supersede", "open", "create", "openIf", "overwrite", "overwriteIf")),
  /** A kind of callback. */
  CALLBACK(
      "must be one of process, registry, object, minifilter",
      JsonValue.oneOf("process", "registry", "object", "minifilter")),
  /** CallbackHealth. */
  HEALTH(
      "must be one of notRegistered, registered, registrationFailed",
      JsonValue.oneOf("notRegistered", "registered", "registrationFailed")),
  /** Whether the minifilter works. */
  ACTIVITY("must be active or inactive", JsonValue.oneOf("active", "inactive")),
  /** Steps within a step; the reader recurses. */
  STEPS("must be a list of at least one step", node -> null);

  private final String rule;
  private final Function<JsonNode, Object> reading;

  FieldType(String rule, Function<JsonNode, Object> reading) {
    this.rule = rule;
    this.reading = reading;
  }

  private static String eventTypes() {
    return Arrays.stream(EventType.values()).map(Enum::name).collect(Collectors.joining(", "));
  }

  /** What a value must be. */
  String rule() {
    return rule;
  }

  /** The value, or empty if it breaks the rule. */
  Optional<Object> read(JsonNode node) {
    return Optional.ofNullable(reading.apply(node));
  }
}
