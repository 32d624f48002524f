package dev.auroraedr.km.conformance.scenario;

/**
 * Where something stands in a scenario.
 *
 * @param file the file's name as the user gave it
 * @param line line number, from 1
 * @param key the key within the document, such as {@code /steps/3/path}
 */
record Place(String file, int line, String key) {
  @Override
  public String toString() {
    return file + " line " + line + (key.isEmpty() ? "" : ", " + key);
  }
}
