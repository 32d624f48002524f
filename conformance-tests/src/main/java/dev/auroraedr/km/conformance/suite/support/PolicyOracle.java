package dev.auroraedr.km.conformance.suite.support;

import java.util.ArrayList;
import java.util.List;

/** The entries that a REG_MULTI_SZ has, as POL-2 says it. Shares no code with any driver. */
public final class PolicyOracle {
  private static final int MAX_BYTES = 1 << 20;

  private PolicyOracle() {}

  /** Entries of a list of images; null if the value counts as missing. */
  public static List<String> images(int type, byte[] data) {
    if (type != 7 || data.length > MAX_BYTES) {
      return null;
    }
    List<String> entries = new ArrayList<>();
    for (String string : strings(data)) {
      boolean usable = string.startsWith("\\") && !string.contains("/") && string.length() <= 1024;
      if (usable) {
        entries.add(string);
      }
    }
    return entries;
  }

  /** Entries of a list of keys; null if the value counts as missing. */
  public static List<String> keys(int type, byte[] data) {
    List<String> entries = images(type, data);
    return entries == null
        ? null
        : entries.stream()
            .filter(entry -> Folding.upper(entry).startsWith("\\REGISTRY\\"))
            .toList();
  }

  private static List<String> strings(byte[] data) {
    StringBuilder units = new StringBuilder();
    for (int i = 0; i < data.length / 2; i++) {
      units.append((char) ((data[2 * i + 1] & 0xFF) * 256 + (data[2 * i] & 0xFF)));
    }
    List<String> strings = new ArrayList<>(List.of(units.toString().split("\0", -1)));
    int end = strings.indexOf("");
    List<String> counted = end < 0 ? strings : strings.subList(0, end);
    return counted.subList(0, Math.min(256, counted.size()));
  }
}
