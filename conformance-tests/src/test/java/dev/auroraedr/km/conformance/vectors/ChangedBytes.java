package dev.auroraedr.km.conformance.vectors;

import java.util.ArrayList;
import java.util.List;

/** A vector's bytes as they are and with each byte changed in turn. */
final class ChangedBytes {
  private static final int[] CHANGES = {0x01, 0x80};

  private ChangedBytes() {}

  /** The bytes themselves first. */
  static List<byte[]> of(byte[] bytes) {
    List<byte[]> all = new ArrayList<>();
    all.add(bytes);
    for (int at = 0; at < bytes.length; at++) {
      for (int change : CHANGES) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) change;
        all.add(changed);
      }
    }
    return all;
  }
}
