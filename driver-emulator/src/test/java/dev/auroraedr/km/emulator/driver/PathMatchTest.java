package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.flt.FileNameInformation;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathMatchTest {
  private static final String VOLUME = "\\Device\\HarddiskVolume3";

  private final PathMatch match = Matchers.defaultPaths();

  private boolean isMonitored(String path) {
    UnicodeString name = UnicodeString.of(VOLUME + path);
    return match.isMonitored(new FileNameInformation(name, VOLUME.length()).parse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\Windows\\System32\\a.exe",
        "\\windows\\SYSTEM32\\drivers\\A.SYS",
        "\\Windows\\SysWOW64\\b.dll",
        "\\Program Files\\x\\y\\z.bat",
        "\\Program Files (x86)\\z.ps1",
        "\\Users\\u\\AppData\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Startup\\r.cmd",
        "\\Start Menu\\\\Programs\\Startup\\deeper\\r.msi",
        "\\x\\System32\\.exe",
        "\\x\\System32\\a.exe:s",
        "\\x\\System32\\a.exe::$DATA",
        "\\x\\System32\\a.txt:p.exe",
        "\\x\\System32\\a.txt:p.exe:$DATA",
        "\\System32\\a.b.js"
      })
  void shouldMatch_whenExtensionAndDirectoryDo(String path) {
    assertThat(isMonitored(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\Windows\\System32\\a.exe.txt",
        "\\Windows\\System32\\exe",
        "\\Windows\\System32\\a.",
        "\\Windows\\System32\\a.exe ",
        "\\Windows\\System32\\a.txt:p.exe2",
        "\\Windows\\System32\\a.txt:exe",
        "\\Windows\\System32x\\a.exe",
        "\\Windows\\a.exe",
        "\\a.exe",
        "\\Windows\\System32.exe",
        "\\Start Menu\\x\\Programs\\Startup\\a.exe",
        "\\Start Menu\\Programs\\a.exe",
        "\\Start Menu\\Programs\\Startup",
        "\\Programs\\Startup\\a.exe",
        ""
      })
  void shouldNotMatch_whenEitherDoesNot(String path) {
    assertThat(isMonitored(path)).isFalse();
  }
}
