package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.conformance.target.ControlRequest;
import java.util.HexFormat;

/** Bytes for people and files. */
final class Bytes {
  private static final HexFormat HEX = HexFormat.of();

  private Bytes() {}

  /** In hexadecimal; the run of untouched bytes at the end of a buffer by its length. */
  static String text(byte[] bytes) {
    int written = bytes.length;
    while (written > 0 && bytes[written - 1] == ControlRequest.FILL) {
      written--;
    }
    int untouched = bytes.length - written;
    if (untouched < 8) {
      return HEX.formatHex(bytes);
    }
    String head = HEX.formatHex(bytes, 0, written);
    return (head.isEmpty() ? "" : head + " ") + "(" + untouched + " bytes untouched)";
  }
}
