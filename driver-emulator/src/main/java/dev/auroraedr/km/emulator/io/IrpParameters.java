package dev.auroraedr.km.emulator.io;

/**
 * What kind of request an IRP carries.
 *
 * @param major major function
 * @param code control code, 0 for other functions
 * @param method how buffers travel, see {@link TransferMethod}
 * @param mode {@link Irp#KERNEL_MODE} or {@link Irp#USER_MODE}
 */
record IrpParameters(int major, int code, int method, int mode) {
  static IrpParameters control(int major, int code, int mode) {
    return new IrpParameters(major, code, TransferMethod.of(code), mode);
  }

  static IrpParameters plain(int major, int mode) {
    return new IrpParameters(major, 0, TransferMethod.BUFFERED, mode);
  }

  boolean user() {
    return mode == Irp.USER_MODE;
  }
}
