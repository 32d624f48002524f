package dev.auroraedr.km.conformance.engine;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A failing case on file, to be run again. Source: docs/report.md.
 *
 * @param schema 1
 * @param target name of the target
 * @param profile machine profile
 * @param seed the run's seed; properties derive theirs from it
 * @param test id of the test on the JUnit Platform, down to one invocation
 * @param clauses clauses that it counted against
 * @param message what went wrong when it was stored
 * @param sequence shortest failing sequence; may be empty
 */
@JsonPropertyOrder({
  "schema",
  "target",
  "profile",
  "seed",
  "test",
  "clauses",
  "message",
  "sequence"
})
public record Replay(
    int schema,
    String target,
    String profile,
    long seed,
    String test,
    List<String> clauses,
    String message,
    List<String> sequence) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Reads a stored case.
   *
   * @throws RunRefusedException if it can't be read, with what was found
   */
  public static Replay read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new RunRefusedException(
          "replay file " + file + (Files.exists(file) ? " is no file" : " does not exist"));
    }
    try {
      Replay replay = JSON.readValue(Files.readAllBytes(file), Replay.class);
      return replay.checked(file);
    } catch (JsonProcessingException e) {
      throw new RunRefusedException(
          "replay file " + file + " is not a stored case: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new RunRefusedException("replay file " + file + " can't be read: " + e.getMessage());
    }
  }

  private Replay checked(Path file) {
    boolean complete = target != null && profile != null && test != null && clauses != null;
    if (schema != 1 || !complete) {
      throw new RunRefusedException(
          "replay file "
              + file
              + " must have schema 1, target, profile, seed, test and clauses: write it with edrkm"
              + " conform, which stores each failure");
    }
    List<String> actions = sequence == null ? List.of() : sequence;
    return new Replay(schema, target, profile, seed, test, clauses, message, actions);
  }

  /** Writes the case into a directory under a name that tells clause, test and seed. */
  Path writeTo(Path directory, String testName) {
    String invocation = Integer.toHexString(test.hashCode());
    String name =
        String.join("-", clauses.get(0), testName, profile, "seed" + seed, invocation) + ".json";
    Path file = directory.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    try {
      Files.createDirectories(directory);
      Files.write(file, JSON.writeValueAsBytes(this));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("writing replay file " + file + " failed", e);
    }
  }
}
