package dev.auroraedr.km.client.port;

import java.util.Objects;

/**
 * Names a device as {@code scheme:rest}, split at the first colon; the rest is free text and may
 * hold colons and backslashes (never a {@code java.net.URI}, which refuses them). Examples: {@code
 * emulator:win11-24h2}, {@code hosted:FILE.sys}, {@code win32:\\.\AuroraEDRKM}.
 *
 * @param scheme finds the {@link DevicePortProvider}; lower case, not empty
 * @param rest everything after the first colon; may be empty
 */
public record DeviceName(String scheme, String rest) {
  /** Checks that neither part is null and the scheme not empty. */
  public DeviceName {
    Objects.requireNonNull(rest, "rest");
    if (!scheme.matches("[a-z][a-z0-9]*")) {
      throw new IllegalArgumentException(
          "device scheme '" + scheme + "' must be lower-case letters and digits");
    }
  }

  /**
   * Splits a device name.
   *
   * @throws IllegalArgumentException if the text has no scheme; the message shows the form
   */
  public static DeviceName parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException(
          "device '"
              + text
              + "' has no scheme: write scheme:rest, such as emulator: or"
              + " win32:\\\\.\\AuroraEDRKM");
    }
    return new DeviceName(text.substring(0, colon), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return scheme + ":" + rest;
  }
}
