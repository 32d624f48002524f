package dev.auroraedr.km.emulator.driver;

/** Request bytes for tests. */
final class Requests {
  private Requests() {}

  static byte[] open(int mask, int queueBytes) {
    byte[] input = new byte[32];
    LittleEndian.putU32(input, 0, 1);
    LittleEndian.putU32(input, 24, mask);
    LittleEndian.putU32(input, 28, queueBytes);
    return input;
  }

  static byte[] receive(Token token) {
    byte[] input = open(0, 0);
    token.write(input, 8);
    return input;
  }

  static byte[] stop(Token token) {
    byte[] input = new byte[24];
    LittleEndian.putU32(input, 0, 1);
    token.write(input, 8);
    return input;
  }
}
