package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DirectoryTreeTest {
  private static boolean found(String path, String... sequences) {
    return new DirectoryTree(Stream.of(sequences).map(Components::of).toList()).standsIn(path);
  }

  @Test
  void shouldGoOnWithTheShorterSequence_whenOneBreaksOff() {
    assertThat(found("\\a\\a\\a\\b\\", "a\\a\\b")).isTrue();
    assertThat(found("\\a\\b\\a\\b\\c\\", "a\\b\\c")).isTrue();
    assertThat(found("\\a\\b\\c\\", "a\\b\\x", "b\\c")).isTrue();
    assertThat(found("\\a\\b\\c\\", "a\\b\\c\\d", "b\\c\\e", "c")).isTrue();
    assertThat(found("\\a\\b\\c\\", "a\\b\\c\\d", "b")).isTrue();
    assertThat(found("\\a\\b\\c\\", "a\\c", "b\\a", "a\\b\\c\\d")).isFalse();
  }

  @Test
  void shouldFindNothing_whenThereIsNothingToFind() {
    assertThat(found("\\a\\", new String[0])).isFalse();
    assertThat(found("", "a")).isFalse();
    assertThat(new DirectoryTree(List.of(List.of())).standsIn("\\a")).isFalse();
  }
}
