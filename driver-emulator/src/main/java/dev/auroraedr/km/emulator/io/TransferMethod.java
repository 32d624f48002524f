package dev.auroraedr.km.emulator.io;

/** The low two bits of a control code: how its buffers travel. */
final class TransferMethod {
  static final int BUFFERED = 0;
  static final int IN_DIRECT = 1;
  static final int OUT_DIRECT = 2;
  static final int NEITHER = 3;

  private TransferMethod() {}

  static int of(int controlCode) {
    return controlCode & 3;
  }
}
