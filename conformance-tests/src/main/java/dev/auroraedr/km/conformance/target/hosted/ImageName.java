package dev.auroraedr.km.conformance.target.hosted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an image in reports, so that nobody has to believe which one was judged. */
final class ImageName {
  private ImageName() {}

  /** File name and SHA-256: {@code edr-windows-km.sys sha256:...}. */
  static String of(Path image) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image));
      return image.getFileName() + " sha256:" + HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + image + " failed", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
