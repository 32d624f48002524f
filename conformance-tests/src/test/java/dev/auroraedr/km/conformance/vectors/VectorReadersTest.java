package dev.auroraedr.km.conformance.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFile;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A vector without a reader fails the build: every file names its readers, every reader is a test
 * that takes all files which name it, and {@link VectorRun} fails that test if it leaves one out.
 */
class VectorReadersTest {
  @ParameterizedTest
  @EnumSource(VectorReader.class)
  void shouldBeATestThatRunsOverAllItsVectors_whenItsSourceIsRead(VectorReader reader)
      throws IOException {
    String source = Files.readString(sourceOf(reader));
    assertThat(source).contains("VectorRun.of(VectorReader." + reader + ")");
    if (reader != VectorReader.SUITE_TARGET) {
      assertThat(source)
          .contains("RUN.executed(vector)", "@AfterAll", "RUN.assertComplete()")
          .doesNotContain("@Disabled");
    }
  }

  private static Path sourceOf(VectorReader reader) {
    return Path.of("..", reader.module(), reader.sourceSet(), "java")
        .resolve(reader.className().replace('.', '/') + ".java");
  }

  @Test
  void shouldHaveAReaderForEveryVector_whenAllRunsAreAdded() {
    Set<String> read = new HashSet<>();
    for (VectorReader reader : VectorReader.values()) {
      if (reader != VectorReader.LAYOUT) {
        VectorRun.of(reader).vectors().forEach(vector -> read.add(vector.toString()));
      }
    }
    Set<String> all = new HashSet<>();
    for (String name : VectorFile.names()) {
      VectorFile.open(name).vectors().forEach(vector -> all.add(vector.toString()));
    }
    assertThat(read).isEqualTo(all);
  }

  /** The suite can't count in itself, as a run may select clauses: each vector needs a test. */
  @Test
  void shouldHaveAClauseTestForEveryVector_whenTheSuiteIsTheReader() throws Exception {
    Set<String> tested = new HashSet<>();
    for (Method test : Class.forName(VectorReader.SUITE_TARGET.className()).getDeclaredMethods()) {
      Clause clause = test.getAnnotation(Clause.class);
      if (clause != null) {
        tested.addAll(List.of(clause.value()));
      }
    }
    List<Vector> vectors = VectorRun.of(VectorReader.SUITE_TARGET).vectors();
    for (String clause : tested) {
      assertThat(vectors).as(clause).anyMatch(vector -> vector.info().clauses().contains(clause));
    }
    assertThat(vectors)
        .allMatch(vector -> vector.info().clauses().stream().anyMatch(tested::contains));
  }
}
