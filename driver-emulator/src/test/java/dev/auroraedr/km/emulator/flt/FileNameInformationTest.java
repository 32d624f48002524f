package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.flt.FileNameInformation.Parts;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameInformationTest {
  @ParameterizedTest
  @CsvSource({
    "'\\a\\b.exe', '\\a\\', b.exe, '', exe",
    "'\\b.tar.gz', '\\', b.tar.gz, '', gz",
    "'\\a\\b.txt:s.exe', '\\a\\', b.txt:s.exe, ':s.exe', txt",
    "'\\a\\b:s:$DATA', '\\a\\', b:s:$DATA, ':s:$DATA', ''",
    "'\\a\\.exe', '\\a\\', .exe, '', exe",
    "'\\a\\b.', '\\a\\', b., '', ''",
    "'', '', '', '', ''"
  })
  void shouldCutAName_asTheFilterManagerDocumentsIt(
      String path, String parent, String finalComponent, String stream, String extension) {
    String volume = "\\Device\\HarddiskVolume3";
    Parts parts = new FileNameInformation(UnicodeString.of(volume + path), volume.length()).parse();
    assertThat(parts)
        .isEqualTo(
            new Parts(
                UnicodeString.of(parent),
                UnicodeString.of(finalComponent),
                UnicodeString.of(stream),
                UnicodeString.of(extension)));
  }
}
