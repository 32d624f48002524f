package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.fixtures.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A checked scenario. Immutable.
 *
 * @param title one line
 * @param about what it shows
 * @param steps in order
 */
public record Scenario(String title, String about, List<Step> steps) {
  private static final List<String> EXAMPLES = List.of("ransomware-day", "tampering");

  /** Names of the scenarios that travel with the kit, each also a file of the fixtures. */
  public static List<String> examples() {
    return EXAMPLES;
  }

  /**
   * One of the {@link #examples}.
   *
   * @throws ScenarioException if the kit's own file is no scenario
   */
  public static Scenario example(String name) throws ScenarioException {
    try (InputStream in = Resources.open("scenarios/" + name + ".json")) {
      return read(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read scenario " + name, e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws ScenarioException if it is no scenario; the message names file, line and key
   * @throws UncheckedIOException if it can't be read
   */
  public static Scenario read(Path file) throws ScenarioException {
    try {
      return read(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't read scenario " + file + ": " + e.getMessage(), e);
    }
  }

  static Scenario read(String file, String text) throws ScenarioException {
    return new ScenarioReader(file, text).scenario();
  }

  /** How many steps it has, those within others counted once. */
  public int size() {
    return count(steps);
  }

  private static int count(List<Step> steps) {
    int count = 0;
    for (Step step : steps) {
      count += 1 + (step.kind() == StepKind.REPEAT ? count(step.steps()) : 0);
    }
    return count;
  }
}
