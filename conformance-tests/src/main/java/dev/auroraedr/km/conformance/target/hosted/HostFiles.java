package dev.auroraedr.km.conformance.target.hosted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What the hosted target loads, and where it lies: {@code target/driver} below the kit's root
 * folder, which the launcher names by {@code -Dedrkm.home}; {@code -Dedrkm.image} names another
 * image of the driver.
 *
 * @param library the hosted kernel, for Linux
 * @param image the driver under judgement
 * @param peer the second driver
 */
record HostFiles(Path library, Path image, Path peer) {
  private static final String BUILD = "run once: ./edrkm driver build";

  /** The files that system properties and the current folder lead to. */
  static HostFiles here() {
    Path root = Path.of(System.getProperty("edrkm.home", "")).toAbsolutePath().normalize();
    String image = System.getProperty("edrkm.image", "");
    HostFiles built = below(rootAbove(root));
    return image.isEmpty() ? built : built.withImage(Path.of(image));
  }

  /** Tests run in their module's folder: the first folder from here up that has the driver. */
  private static Path rootAbove(Path folder) {
    for (Path one = folder; one != null; one = one.getParent()) {
      if (Files.isDirectory(one.resolve("driver").resolve("host"))) {
        return one;
      }
    }
    return folder;
  }

  /** The files of a kit whose root folder that is. */
  static HostFiles below(Path root) {
    Path built = root.resolve("target").resolve("driver");
    return new HostFiles(
        built.resolve("libedrkm_host.so"),
        built.resolve("edr-windows-km.sys"),
        built.resolve("edr-km-peer.sys"));
  }

  /** The same with another image of the driver. */
  HostFiles withImage(Path other) {
    return new HostFiles(library, other.toAbsolutePath().normalize(), peer);
  }

  /** Empty if all is there, and the system can host it; else what is missing and what to do. */
  String missing() {
    return missing(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  String missing(String system, String processor) {
    boolean x64 = processor.equals("amd64") || processor.equals("x86_64");
    if (!system.toLowerCase(Locale.ROOT).contains("linux") || !x64) {
      return "the driver's x64 code runs inside a Linux process on x86-64, and this is "
          + system
          + " on "
          + processor
          + ": use --target emulator";
    }
    if (!Files.isReadable(library)) {
      return "the hosted kernel is not built (" + library + "): " + BUILD;
    }
    if (!Files.isReadable(peer)) {
      return "the second driver is not built (" + peer + "): " + BUILD;
    }
    if (!Files.isReadable(image)) {
      return image.equals(below(root()).image())
          ? "the driver is not built (" + image + "): " + BUILD
          : "there is no driver image " + image + ": name another one by --image";
    }
    return "";
  }

  private Path root() {
    return library.getParent().getParent().getParent();
  }
}
