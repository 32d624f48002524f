package dev.auroraedr.km.emulator.driver;

/**
 * A control request as the I/O manager hands it over.
 *
 * @param code whole control code
 * @param buffer system buffer; null when both lengths are 0
 * @param inputLength valid input bytes, 0 to 0xFFFFFFFF
 * @param outputLength room for the answer, 0 to 0xFFFFFFFF
 */
public record RawRequest(int code, byte[] buffer, long inputLength, long outputLength) {
  int u32(int offset) {
    return LittleEndian.u32(buffer, offset);
  }

  /** Whether the token there is zero; every receive asks, so no token is made for it. */
  boolean isTokenZero(int offset) {
    return (LittleEndian.u64(buffer, offset) | LittleEndian.u64(buffer, offset + 8)) == 0;
  }

  Token token(int offset) {
    return Token.read(buffer, offset);
  }
}
