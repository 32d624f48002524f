package dev.auroraedr.km.conformance.suite.support;

import java.util.Arrays;

/** Bytes for people: sixteen a line, runs of equal lines folded. */
final class HexDump {
  private static final int WIDTH = 16;

  private HexDump() {}

  static String of(byte[] bytes) {
    if (bytes.length == 0) {
      return "  (no bytes)";
    }
    StringBuilder text = new StringBuilder();
    byte[] previous = null;
    boolean folded = false;
    for (int offset = 0; offset < bytes.length; offset += WIDTH) {
      byte[] line = Arrays.copyOfRange(bytes, offset, Math.min(offset + WIDTH, bytes.length));
      if (Arrays.equals(line, previous)) {
        text.append(folded ? "" : "  *\n");
        folded = true;
      } else {
        appendLine(text, offset, line);
        folded = false;
      }
      previous = line;
    }
    return text.append(String.format("  %04x", bytes.length)).toString();
  }

  /** Only the first differing line of two byte strings, one below the other. */
  static String difference(byte[] expected, byte[] actual) {
    int at = Arrays.mismatch(expected, actual);
    if (at < 0) {
      return "  (no difference)";
    }
    int from = at - at % WIDTH;
    return String.format("  first difference at offset %d (0x%x)%n", at, at)
        + "  expected"
        + lineAt(expected, from)
        + "\n  actual  "
        + lineAt(actual, from);
  }

  private static String lineAt(byte[] bytes, int from) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < Math.min(from + WIDTH, bytes.length); i++) {
      text.append(String.format(" %02x", bytes[i]));
    }
    return text.toString();
  }

  private static void appendLine(StringBuilder text, int offset, byte[] line) {
    text.append(String.format("  %04x ", offset));
    for (byte b : line) {
      text.append(String.format(" %02x", b));
    }
    text.append('\n');
  }
}
