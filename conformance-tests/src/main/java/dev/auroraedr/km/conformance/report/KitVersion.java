package dev.auroraedr.km.conformance.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The kit's version, written into the jar by the build. */
public final class KitVersion {
  private KitVersion() {}

  /** Such as {@code 0.1.0}. */
  public static String text() {
    try (InputStream in = KitVersion.class.getResourceAsStream("kit.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("kit.version");
    } catch (IOException e) {
      throw new UncheckedIOException("reading the kit's version failed", e);
    }
  }
}
