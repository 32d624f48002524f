package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One event of a batch, read field by field. */
record SeenEvent(
    int type,
    int flags,
    long sequence,
    long timestamp,
    List<Integer> requestor,
    List<Long> details,
    String name,
    String name2) {

  static List<SeenEvent> in(byte[] batch) {
    List<SeenEvent> events = new ArrayList<>();
    int at = 32;
    for (int i = 0; i < LittleEndian.u32(batch, 24); i++) {
      events.add(read(batch, at));
      at += LittleEndian.u32(batch, at);
    }
    return events;
  }

  private static SeenEvent read(byte[] bytes, int at) {
    int nameBytes = LittleEndian.u16(bytes, at + 48);
    int name2Bytes = LittleEndian.u16(bytes, at + 50);
    return new SeenEvent(
        LittleEndian.u16(bytes, at + 4),
        LittleEndian.u16(bytes, at + 6),
        u64(bytes, at + 8),
        u64(bytes, at + 16),
        List.of(LittleEndian.u32(bytes, at + 24), LittleEndian.u32(bytes, at + 28)),
        List.of(u32(bytes, at + 32), u32(bytes, at + 36), u64(bytes, at + 40)),
        text(bytes, at + 56, nameBytes),
        text(bytes, at + 56 + nameBytes, name2Bytes));
  }

  private static String text(byte[] bytes, int from, int length) {
    return UnicodeString.ofBytes(Arrays.copyOfRange(bytes, from, from + length)).toString();
  }

  private static long u32(byte[] bytes, int at) {
    return LittleEndian.u32(bytes, at) & 0xFFFFFFFFL;
  }

  private static long u64(byte[] bytes, int at) {
    return u32(bytes, at) | u32(bytes, at + 4) << 32;
  }
}
