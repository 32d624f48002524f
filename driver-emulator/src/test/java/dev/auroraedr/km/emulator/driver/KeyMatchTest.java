package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyMatchTest {
  private final KeyMatch defaults = new KeyMatch(Policy.defaults().monitoredKeys());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run",
        "\\registry\\machine\\software\\microsoft\\windows\\currentversion\\run\\below",
        "\\\\REGISTRY\\MACHINE\\\\SOFTWARE\\Microsoft\\Netsh\\",
        "\\REGISTRY\\USER\\S-1-5-21-1\\Environment",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\Services\\any",
        "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa",
        "\\REGISTRY\\MACHINE\\SYSTEM\\controlset999\\Control\\Lsa"
      })
  void shouldMatch_whenAtOrBelowAnEntry(String key) {
    assertThat(defaults.matches(UnicodeString.of(key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion",
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Runx",
        "\\REGISTRY\\USER\\Environment",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet01\\Services\\any",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet00A\\Services\\any",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet0011\\Services\\any",
        "\\REGISTRY\\MACHINE\\SOFTWARE\\ControlSet001\\Services\\any",
        "\\",
        ""
      })
  void shouldNotMatch_whenBesideOrAbove(String key) {
    assertThat(defaults.matches(UnicodeString.of(key))).isFalse();
  }

  @Test
  void shouldTakeAStarLiterally_whenItIsNotAWholeComponent() {
    KeyMatch match = new KeyMatch(List.of("\\REGISTRY\\A*\\x"));
    assertThat(match.matches(UnicodeString.of("\\REGISTRY\\A*\\x"))).isTrue();
    assertThat(match.matches(UnicodeString.of("\\REGISTRY\\AB\\x"))).isFalse();
  }

  @Test
  void shouldHoldFiftyFiveEntriesAndTheOwnKey_byDefault() {
    assertThat(Policy.defaults().monitoredKeys()).hasSize(56);
    assertThat(new KeyMatch(List.of()).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\REGISTRY",
        "\\registry\\machine\\software\\microsoft\\windows\\currentversion\\",
        "\\REGISTRY\\USER\\S-1-5-18",
        "\\REGISTRY\\USER\\S-1-5-18\\Control Panel",
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Classes\\CLSID\\{1}",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002",
        "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Print"
      })
  void shouldBeAbove_whenAnEntryStandsBelow(String key) {
    assertThat(defaults.isAbove(UnicodeString.of(key))).isTrue();
    assertThat(defaults.matches(UnicodeString.of(key))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\REGISTRY\\USER\\S-1-5-18\\Environment",
        "\\REGISTRY\\USER\\S-1-5-18\\Environment\\below",
        "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersionX",
        "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet02",
        "\\REGISTRY\\A\\{guid}"
      })
  void shouldNotBeAbove_whenAtOrBelowOrBeside(String key) {
    assertThat(defaults.isAbove(UnicodeString.of(key))).isFalse();
  }

  @Test
  void shouldGoBackToTheStar_whenTheNamedComponentLeadsNowhere() {
    KeyMatch match =
        new KeyMatch(
            List.of(
                "\\REGISTRY\\USER\\a\\b\\c",
                "\\REGISTRY\\USER\\*\\b\\d",
                "\\REGISTRY\\*\\a\\*\\e",
                "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet001\\x",
                "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\y",
                "\\REGISTRY\\MACHINE\\SYSTEM\\*\\z"));
    for (String key : List.of("USER\\a\\b\\c", "USER\\\\a\\b\\\\d", "USER\\a\\b\\e\\f")) {
      assertThat(match.matches("\\REGISTRY\\" + key)).as(key).isTrue();
    }
    for (String key : List.of("ControlSet001\\x", "ControlSet001\\\\y", "ControlSet001\\z")) {
      assertThat(match.matches("\\REGISTRY\\MACHINE\\SYSTEM\\" + key)).as(key).isTrue();
    }
    assertThat(match.matches("\\REGISTRY\\USER\\a\\b\\f")).isFalse();
    assertThat(match.matches("\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002\\x")).isFalse();
    assertThat(match.isAbove("\\REGISTRY\\MACHINE\\a\\b")).isTrue();
  }
}
