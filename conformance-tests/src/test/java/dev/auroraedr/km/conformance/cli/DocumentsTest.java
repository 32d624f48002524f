package dev.auroraedr.km.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the pages promise exists: links lead somewhere, commands and code are the real ones. */
class DocumentsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern CALL = Pattern.compile("edrkm ([a-z]+)((?: [^`\\n|;)#]*)?)");
  private static final Pattern OPTION = Pattern.compile("(?<= )--?[a-z]+");
  private static final Set<String> OF_THE_LAUNCHER = Set.of("check", "driver", "mutation", "setup");

  private final CommandLine edrkm =
      Main.commandLine(
          new Terminal(
              new PrintWriter(new StringWriter()),
              new PrintWriter(new StringWriter()),
              false,
              false,
              ROOT),
          new TargetDirectory(List.of()));

  @ParameterizedTest
  @MethodSource("pages")
  void shouldLeadSomewhere_whenAPageLinksWithinTheRepository(Path page) throws IOException {
    for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
      if (!link.group(1).startsWith("https://")) {
        assertThat(page.resolveSibling(link.group(1))).as("link in " + page).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldExist_whenAPageShowsACommand(Path page) throws IOException {
    for (MatchResult call : CALL.matcher(Files.readString(page)).results().toList()) {
      String name = call.group(1);
      if (OF_THE_LAUNCHER.contains(name)) {
        assertThat(launcher()).as("'%s' in %s", call.group(), page).contains("\n  " + name + ")");
        continue;
      }
      CommandLine command = edrkm.getSubcommands().get(name);
      assertThat(command).as("'edrkm %s' in %s", name, page).isNotNull();
      Matcher options = OPTION.matcher(call.group(2));
      while (options.find()) {
        assertThat(command.getCommandSpec().optionsMap())
            .as("'%s' in %s", call.group(), page)
            .containsKey(options.group());
      }
    }
  }

  @Test
  void shouldBeTheSamplesOwnTest_whenReadmeShowsHowToTestASensor() throws IOException {
    String shown = firstBlock(Files.readString(ROOT.resolve("README.md")), "java");
    String sample =
        Files.readString(
            ROOT.resolve(
                "docs/sample-sensor/src/test/java/example/sensor/ExecutableWatchTest.java"));
    String withoutLastBrace = shown.substring(0, shown.lastIndexOf('}'));
    assertThat(sample).contains(withoutLastBrace.stripTrailing());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void shouldExist_whenAPageShowsACommandOfTheDriver(Path page) throws IOException {
    String script = Files.readString(ROOT.resolve("driver/scripts/driver.sh"));
    for (MatchResult call : CALL.matcher(Files.readString(page)).results().toList()) {
      if (call.group(1).equals("driver")) {
        String command = call.group(2).strip().split(" ")[0];
        assertThat(script).as("'%s' in %s", call.group(), page).contains("\n    " + command + ")");
      }
    }
  }

  private static String launcher() throws IOException {
    return Files.readString(ROOT.resolve("edrkm"));
  }

  private static String firstBlock(String page, String language) {
    String opening = "```" + language + "\n";
    int from = page.indexOf(opening) + opening.length();
    return page.substring(from, page.indexOf("```", from));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 4)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !List.of(file.toString().split("/")).contains("target"))
          .sorted()
          .toList();
    }
  }
}
