package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU16;
import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;
import static dev.auroraedr.km.emulator.driver.LittleEndian.putU64;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.Arrays;

/**
 * Writes an event as it stands on the wire, but for its sequence, which each stream gives (EVT-4).
 * Writes every byte of it, as the memory holds old data (IOC-6). Has no state.
 */
public class EventEncoder {
  /** Bytes of the largest event. */
  public static final int MAX_EVENT_BYTES =
      EventLayout.SIZE + 2 * Limits.MAX_NAME_UNITS + 2 * Limits.MAX_NAME2_UNITS;

  /** Bytes that {@link #encode} will write: a multiple of 8. */
  public int sizeOf(EventFields event) {
    return paddedSize(
        EventLayout.SIZE
            + 2 * keptUnits(event.name, Limits.MAX_NAME_UNITS)
            + 2 * keptUnits(event.name2, Limits.MAX_NAME2_UNITS));
  }

  /**
   * Encodes one event.
   *
   * @param timestamp FILETIME
   * @param out at least {@link #sizeOf} bytes
   * @return bytes written
   */
  public int encode(EventFields event, long timestamp, byte[] out) {
    int nameBytes = 2 * keptUnits(event.name, Limits.MAX_NAME_UNITS);
    int name2Bytes = 2 * keptUnits(event.name2, Limits.MAX_NAME2_UNITS);
    int used = EventLayout.SIZE + nameBytes + name2Bytes;
    int size = paddedSize(used);
    putU32(out, EventLayout.SIZE_OFFSET, size);
    putU16(out, EventLayout.TYPE_OFFSET, event.type);
    putU16(out, EventLayout.FLAGS_OFFSET, event.flags | cutFlags(event));
    putU64(out, EventLayout.SEQUENCE_OFFSET, 0);
    putU64(out, EventLayout.TIMESTAMP_OFFSET, timestamp);
    putFacts(event, out);
    putU16(out, EventLayout.NAME_BYTES_OFFSET, nameBytes);
    putU16(out, EventLayout.NAME2_BYTES_OFFSET, name2Bytes);
    event.name.copyTo(out, EventLayout.SIZE, nameBytes);
    event.name2.copyTo(out, EventLayout.SIZE + nameBytes, name2Bytes);
    clearPadding(out, used, size);
    return size;
  }

  private static void putFacts(EventFields event, byte[] out) {
    putU32(out, EventLayout.PROCESS_ID_OFFSET, event.processId);
    putU32(out, EventLayout.THREAD_ID_OFFSET, event.threadId);
    putU32(out, EventLayout.DETAIL0_OFFSET, event.detail0);
    putU32(out, EventLayout.DETAIL1_OFFSET, event.detail1);
    putU64(out, EventLayout.DETAIL2_OFFSET, event.detail2);
    putU32(out, EventLayout.ZERO_OFFSET, 0);
  }

  /** EVT-1: whole units up to the limit, and no high surrogate parted from its low one. */
  protected int keptUnits(UnicodeString name, int limit) {
    if (name.units() <= limit) {
      return name.units();
    }
    boolean partsPair =
        Character.isHighSurrogate(name.unit(limit - 1))
            && Character.isLowSurrogate(name.unit(limit));
    return partsPair ? limit - 1 : limit;
  }

  /** EVT-1: which names are longer than the wire takes. */
  protected int cutFlags(EventFields event) {
    int flags = event.name.units() > Limits.MAX_NAME_UNITS ? EventFlag.NAME_TRUNCATED : 0;
    return event.name2.units() > Limits.MAX_NAME2_UNITS ? flags | EventFlag.NAME2_TRUNCATED : flags;
  }

  /** Size of an event whose names end at {@code used}. */
  protected int paddedSize(int used) {
    return (used + Limits.EVENT_ALIGNMENT - 1) & -Limits.EVENT_ALIGNMENT;
  }

  /** IOC-6: padding is zero. */
  protected void clearPadding(byte[] out, int from, int to) {
    Arrays.fill(out, from, to, (byte) 0);
  }
}
