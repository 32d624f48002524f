package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.broken.BrokenTarget.Catch;
import dev.auroraedr.km.conformance.engine.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which clause caught which broken target, and with which tests. */
final class Verdicts {
  private static final Path FILE = Path.of("target", "conformance", "suite-on-trial.txt");

  private final List<String> lines = new ArrayList<>();

  void add(BrokenTarget broken, Catch expected, List<Failure> failures) {
    List<String> tests = failures.stream().map(Failure::test).distinct().sorted().toList();
    lines.add(
        String.format(
            "%-28s %-14s %-7s caught by %s",
            broken.name(), broken.level().word(), expected.clause(), String.join(", ", tests)));
  }

  void write() {
    try {
      Files.createDirectories(FILE.getParent());
      Files.write(FILE, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the verdicts of the trial to " + FILE, e);
    }
  }
}
