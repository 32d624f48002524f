package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
  private static final String BUILD = "run once: ./edrkm driver build";

  @TempDir private Path root;

  private HostFiles files() {
    return HostFiles.below(root);
  }

  private void make(Path... files) throws IOException {
    for (Path file : files) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  private String missing() {
    return files().missing("Linux", "amd64");
  }

  @Test
  void shouldNameTheFirstThatIsMissingAndOneCommand_whenNothingIsBuilt() throws IOException {
    assertThat(missing()).contains("hosted kernel", "libedrkm_host.so").endsWith(BUILD);
    make(files().library());
    assertThat(missing()).contains("edr-km-peer.sys").endsWith(BUILD);
    make(files().peer());
    assertThat(missing()).contains("edr-windows-km.sys").endsWith(BUILD);
    make(files().image());
    assertThat(missing()).isEmpty();
  }

  @Test
  void shouldNameTheFile_whenAnotherImageIsNotThere() throws IOException {
    make(files().library(), files().peer(), files().image());
    Path other = root.resolve("other.sys");
    HostFiles changed = files().withImage(other);
    assertThat(changed.missing("Linux", "x86_64"))
        .isEqualTo("there is no driver image " + other + ": name another one by --image");
    make(other);
    assertThat(changed.missing("Linux", "x86_64")).isEmpty();
  }

  @Test
  void shouldSaySo_whenTheSystemCannotHostTheImage() throws IOException {
    make(files().library(), files().peer(), files().image());
    for (List<String> system :
        List.of(
            List.of("Windows 11", "amd64"),
            List.of("Linux", "aarch64"),
            List.of("Mac OS X", "x86_64"))) {
      assertThat(files().missing(system.get(0), system.get(1)))
          .contains(system.get(0) + " on " + system.get(1))
          .endsWith("use --target emulator");
    }
  }

  @Test
  void shouldLookBelowTheKitsRoot_whenAPropertyNamesIt() {
    String before = System.getProperty("edrkm.home");
    try {
      System.setProperty("edrkm.home", root.toString());
      assertThat(HostFiles.here()).isEqualTo(files());
      System.setProperty("edrkm.image", "/some/where.sys");
      assertThat(HostFiles.here().image()).isEqualTo(Path.of("/some/where.sys"));
    } finally {
      System.clearProperty("edrkm.image");
      if (before == null) {
        System.clearProperty("edrkm.home");
      } else {
        System.setProperty("edrkm.home", before);
      }
    }
  }

  @Test
  void shouldNameFileAndDigest_whenAReportAsksForTheImage() throws IOException {
    Path image = root.resolve("one.sys");
    Files.writeString(image, "abc");
    Target target = new HostedTarget(files()).withImage(image);
    assertThat(target.image())
        .isEqualTo(
            "one.sys sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void shouldSayWhichFile_whenTheImageCannotBeRead() {
    assertThatThrownBy(new HostedTarget(files())::image).hasMessageContaining("edr-windows-km.sys");
  }
}
