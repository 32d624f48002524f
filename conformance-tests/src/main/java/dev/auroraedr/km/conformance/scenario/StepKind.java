package dev.auroraedr.km.conformance.scenario;

import static dev.auroraedr.km.conformance.scenario.Field.may;
import static dev.auroraedr.km.conformance.scenario.Field.must;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a step may do, with its fields; the schema fixture says the same. */
enum StepKind {
  CREATE_FILE(
      "createFile",
      must("path", FieldType.PATH),
      may("access", FieldType.MASK),
      may("disposition", FieldType.DISPOSITION),
      may("options", FieldType.MASK),
      may("as", FieldType.NEW_NAME),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  WRITE_FILE(
      "writeFile",
      must("file", FieldType.NAME),
      must("length", FieldType.COUNT),
      may("offset", FieldType.OFFSET),
      may("status", FieldType.STATUS)),
  CLOSE_FILE("closeFile", must("file", FieldType.NAME), may("status", FieldType.STATUS)),
  START_PROCESS(
      "startProcess",
      must("image", FieldType.PATH),
      may("commandLine", FieldType.TEXT),
      may("as", FieldType.NEW_NAME),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  EXIT_PROCESS("exitProcess", must("process", FieldType.NAME)),
  SET_VALUE(
      "setValue",
      must("key", FieldType.KEY),
      may("value", FieldType.TEXT),
      may("type", FieldType.COUNT),
      may("size", FieldType.COUNT),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  DELETE_VALUE(
      "deleteValue",
      must("key", FieldType.KEY),
      may("value", FieldType.TEXT),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  CREATE_KEY(
      "createKey",
      must("key", FieldType.KEY),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  DELETE_KEY(
      "deleteKey",
      must("key", FieldType.KEY),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  RENAME_KEY(
      "renameKey",
      must("key", FieldType.KEY),
      must("newName", FieldType.TEXT),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  OPEN_PROCESS(
      "openProcess",
      must("process", FieldType.NAME),
      must("access", FieldType.MASK),
      may("granted", FieldType.MASK),
      may("by", FieldType.NAME),
      may("status", FieldType.STATUS)),
  TAMPER("tamper", must("callback", FieldType.CALLBACK), may("status", FieldType.STATUS)),
  QUERY_HEALTH(
      "queryHealth",
      may("process", FieldType.HEALTH),
      may("registry", FieldType.HEALTH),
      may("object", FieldType.HEALTH),
      may("minifilter", FieldType.ACTIVITY)),
  WAIT("wait", must("milliseconds", FieldType.PAUSE)),
  EXPECT(
      "expect",
      must("event", FieldType.EVENT),
      may("name", FieldType.TEXT),
      may("name2", FieldType.TEXT),
      may("by", FieldType.NAME),
      may("blocked", FieldType.FLAG),
      may("detail0", FieldType.MASK),
      may("detail1", FieldType.MASK),
      may("times", FieldType.TIMES)),
  EXPECT_NONE(
      "expectNone",
      must("event", FieldType.EVENT),
      may("name", FieldType.TEXT),
      may("name2", FieldType.TEXT),
      may("by", FieldType.NAME),
      may("blocked", FieldType.FLAG)),
  REPEAT("repeat", must("times", FieldType.TIMES), must("steps", FieldType.STEPS));

  private final String word;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  StepKind(String word, Field... fields) {
    this.word = word;
    for (Field field : fields) {
      this.fields.put(field.key(), field);
    }
  }

  /** The value of {@code do}. */
  String word() {
    return word;
  }

  /** The field of that key, if this kind has it. */
  Optional<Field> field(String key) {
    return Optional.ofNullable(fields.get(key));
  }

  List<Field> fields() {
    return List.copyOf(fields.values());
  }

  /** Whether it makes something happen on the machine, and nothing else. */
  boolean acts() {
    return ordinal() < QUERY_HEALTH.ordinal();
  }

  static Optional<StepKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(StepKind::word).collect(Collectors.joining(", "));
  }
}
