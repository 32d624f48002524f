package dev.auroraedr.km.conformance.scenario;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the names of a scenario stand for right now. Thread-safe. */
final class Names {
  private final Map<String, Named> named = new ConcurrentHashMap<>();

  /**
   * Something with a name.
   *
   * @param file whether it is an open file rather than a process
   * @param id the file's number or the process's id
   * @param owner process in whose name it was made; 0 for the shell
   */
  record Named(boolean file, long id, long owner) {}

  void give(String name, Named what) {
    named.put(name, what);
  }

  Set<String> known() {
    return Set.copyOf(named.keySet());
  }

  long process(Step step, String key) throws ScenarioException {
    return find(step, key, false).id();
  }

  Named file(Step step, String key) throws ScenarioException {
    return find(step, key, true);
  }

  private Named find(Step step, String key, boolean file) throws ScenarioException {
    String name = step.text(key, "");
    Named found = named.get(name);
    if (found == null) {
      throw new ScenarioException(step.place(), "'" + name + "' was not made: its step failed");
    }
    if (found.file() != file) {
      throw new ScenarioException(
          step.place(),
          "'"
              + name
              + "' is "
              + (file ? "a process, not an open file" : "an open file, not a process"));
    }
    return found;
  }
}
