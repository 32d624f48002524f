package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.RandomSource;

/** Makes tokens: version 4 UUIDs from the system's cryptographic generator (STR-2). */
public class TokenSource {
  private final RandomSource random;

  /** Draws from BCryptGenRandom. */
  public TokenSource(RandomSource random) {
    this.random = random;
  }

  /** Returns a new token, or null if the generator failed. Thread-safe. */
  public Token next() {
    byte[] bytes = new byte[Limits.TOKEN_BYTES];
    if (random.genRandom(bytes, 0, bytes.length) != NtStatus.SUCCESS) {
      return null;
    }
    stamp(bytes);
    return Token.read(bytes, 0);
  }

  /** Sets version 4 in byte 6 and variant 1 in byte 8, counted in RFC 9562 order. */
  protected void stamp(byte[] bytes) {
    bytes[6] = (byte) (bytes[6] & 0x0F | 0x40);
    bytes[8] = (byte) (bytes[8] & 0x3F | 0x80);
  }
}
