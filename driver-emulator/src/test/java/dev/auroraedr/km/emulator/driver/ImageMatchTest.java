package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageMatchTest {
  private static final List<String> ENTRIES = List.of("\\Windows\\System32\\lsass.exe");

  @Test
  void shouldMatchOnlyTheWholePath_onTheSystemVolume() {
    ImageMatch match = new ImageMatch(Matchers.volume("\\Device\\HarddiskVolume3"), ENTRIES);
    assertThat(match.matches("\\device\\harddiskvolume3\\WINDOWS\\system32\\LSASS.EXE")).isTrue();
    assertThat(match.matches("\\Device\\HarddiskVolume4\\Windows\\System32\\lsass.exe")).isFalse();
    assertThat(match.matches("\\Device\\HarddiskVolume3\\x\\Windows\\System32\\lsass.exe"))
        .isFalse();
    assertThat(match.matches("\\Windows\\System32\\lsass.exe")).isFalse();
  }

  @Test
  void shouldMatchNothing_whileTheSystemVolumeIsUnresolved() {
    ImageMatch match = new ImageMatch(Matchers.unresolvedVolume(), ENTRIES);
    assertThat(match.isEmpty()).isTrue();
    assertThat(match.matches("\\Windows\\System32\\lsass.exe")).isFalse();
  }

  @Test
  void shouldMatchAgain_onceTheSystemVolumeIsResolved() {
    SystemVolume volume = Matchers.unresolvedVolume();
    ImageMatch match = new ImageMatch(volume, ENTRIES);
    assertThat(volume.resolve()).isTrue();
    assertThat(match.isEmpty()).isFalse();
    assertThat(match.matches("\\Device\\HarddiskVolume3\\Windows\\System32\\lsass.exe")).isTrue();
  }
}
