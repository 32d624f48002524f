package dev.auroraedr.km.emulator.ke;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * System time of a machine as FILETIME (100 ns since 1601 UTC): a virtual one stands still until it
 * is moved, a running one follows the host. Both may be stepped, back too, as an administrator may
 * do on Windows. Thread-safe.
 */
public final class SystemClock {
  /** 100 ns units between 1601 and 1970. */
  public static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  /** Where virtual time starts: 2026-01-01 00:00 UTC. */
  public static final long VIRTUAL_START = UNIX_EPOCH + 1_767_225_600L * 10_000_000L;

  private final LongSupplier source;
  private final AtomicLong offset = new AtomicLong();

  private SystemClock(LongSupplier source) {
    this.source = source;
  }

  /** A clock that stands at {@link #VIRTUAL_START}. */
  public static SystemClock virtual() {
    return new SystemClock(() -> VIRTUAL_START);
  }

  /** A clock that starts with the host's time and runs on with its monotonic one. */
  public static SystemClock running() {
    long base = UNIX_EPOCH + System.currentTimeMillis() * 10_000L;
    long start = System.nanoTime();
    return new SystemClock(() -> base + (System.nanoTime() - start) / 100);
  }

  /** The time now. */
  public long now() {
    return source.getAsLong() + offset.get();
  }

  /** Steps the clock by so many 100 ns units; negative steps it back. */
  public void advance(long hundredNanoseconds) {
    offset.addAndGet(hundredNanoseconds);
  }
}
