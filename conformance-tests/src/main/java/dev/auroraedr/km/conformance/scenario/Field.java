package dev.auroraedr.km.conformance.scenario;

/**
 * A field that a kind of step has.
 *
 * @param key its key
 * @param type what it holds
 * @param needed whether it must be there
 */
record Field(String key, FieldType type, boolean needed) {
  static Field must(String key, FieldType type) {
    return new Field(key, type, true);
  }

  static Field may(String key, FieldType type) {
    return new Field(key, type, false);
  }
}
