package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.EventFlag;
import java.time.Instant;

/**
 * One event, whether still in the received buffer ({@link EventCursor}) or copied ({@link Event}).
 * What the detail fields mean depends on the type; fields that a type does not use are zero or
 * empty (EVT-3). All integers are unsigned on the wire.
 */
public sealed interface EventView permits Event, EventCursor {
  /** 100 ns units between 1601 (FILETIME) and 1970. */
  long FILETIME_OF_1970 = 116_444_736_000_000_000L;

  /** What the event tells. */
  EventType type();

  /** Bits of {@link EventFlag}. */
  int flags();

  /** Number of the event in its stream, from 1; dropped events use numbers up (STR-8). */
  long sequence();

  /** FILETIME at which the event was built: 100 ns units since 1601 UTC (EVT-4). */
  long timestamp();

  /** Process that made the request. */
  int processId();

  /** Thread that made the request. */
  int threadId();

  /** First detail of the type. */
  int detail0();

  /** Second detail of the type. */
  int detail1();

  /** Third detail of the type. */
  long detail2();

  /** First name, at most 1,024 UTF-16 units; may hold NULs and unpaired surrogates (EVT-1). */
  CharSequence name();

  /** Second name, at most 512 UTF-16 units. */
  CharSequence name2();

  /** Whether the driver refused the operation. */
  default boolean isBlocked() {
    return (flags() & EventFlag.BLOCKED) != 0;
  }

  /** Whether {@link #name} was cut to its limit. */
  default boolean isNameTruncated() {
    return (flags() & EventFlag.NAME_TRUNCATED) != 0;
  }

  /** Whether {@link #name2} was cut to its limit. */
  default boolean isName2Truncated() {
    return (flags() & EventFlag.NAME2_TRUNCATED) != 0;
  }

  /** Whether the handle came from a duplication. */
  default boolean isDuplicateHandle() {
    return (flags() & EventFlag.DUPLICATE_HANDLE) != 0;
  }

  /** {@link #timestamp} as an instant; makes a new object. */
  default Instant time() {
    long sinceEpoch = timestamp() - FILETIME_OF_1970;
    return Instant.ofEpochSecond(
        Math.floorDiv(sinceEpoch, 10_000_000L), Math.floorMod(sinceEpoch, 10_000_000L) * 100);
  }
}
