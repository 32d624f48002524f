package dev.auroraedr.km.conformance.broken;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of the trial lists what the trial tries; {@code -Dpage.write=true} writes it. */
class SuiteOnTrialPageTest {
  private static final Path PAGE = Path.of("..", "docs", "suite-on-trial.md");
  private static final String BEGIN = "<!-- targets: written by SuiteOnTrialPageTest -->\n";

  @Test
  void shouldListEveryTarget_onThePage() throws IOException {
    String page = Files.readString(PAGE);
    String written = page.substring(0, page.indexOf(BEGIN)) + BEGIN + tables();
    if (Boolean.getBoolean("page.write")) {
      Files.writeString(PAGE, written);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/suite-on-trial.md; -Dpage.write=true writes it anew")
        .isEqualTo(written);
  }

  private static String tables() {
    List<BrokenTarget> broken = BrokenTargets.all();
    String rows = broken.stream().map(SuiteOnTrialPageTest::row).collect(Collectors.joining());
    String different =
        DifferentTargets.all().stream()
            .map(target -> "| " + target.name() + " | " + target.difference() + " |\n")
            .collect(Collectors.joining());
    return "\n## Broken targets\n\n| target | defect | broken in | clauses that catch it |\n"
        + "|---|---|---|---|\n"
        + rows
        + "\n## Correct but different\n\n| target | difference |\n|---|---|\n"
        + different;
  }

  private static String row(BrokenTarget target) {
    return String.format(
        "| %s | %s | %s | %s |\n",
        target.name(), target.defect(), target.level().word(), String.join(", ", target.clauses()));
  }
}
