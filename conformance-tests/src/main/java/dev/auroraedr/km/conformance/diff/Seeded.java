package dev.auroraedr.km.conformance.diff;

import java.util.List;

/**
 * A splittable generator (SplitMix64) of its own, so that a seed means the same machines and
 * operations on every JDK and in every version of a library. Not thread-safe.
 */
final class Seeded {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  Seeded(long seed) {
    state = seed;
  }

  /** One for the nth machine of a seed: the same whatever ran before it. */
  static Seeded of(long seed, long nth) {
    return new Seeded(mix(seed) ^ mix(nth * GAMMA + 1));
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  long next() {
    state += GAMMA;
    return mix(state);
  }

  /** From 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  boolean oneIn(int n) {
    return below(n) == 0;
  }

  <T> T pick(List<T> of) {
    return of.get(below(of.size()));
  }

  @SafeVarargs
  final <T> T pick(T... of) {
    return of[below(of.length)];
  }

  int pickInt(int... of) {
    return of[below(of.length)];
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) next();
    }
    return bytes;
  }
}
