package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.se.AccessMask;

/** Rights that a handle must have for a request, before the driver sees it (facts 1.2 step 4). */
final class RequiredAccess {
  private static final int FILE_APPEND_DATA = 0x4;
  private static final int FILE_READ_EA = 0x8;
  private static final int FILE_WRITE_EA = 0x10;

  private RequiredAccess() {}

  static int of(IrpParameters parameters) {
    switch (parameters.major()) {
      case MajorFunction.DEVICE_CONTROL:
      case MajorFunction.FILE_SYSTEM_CONTROL:
        return parameters.code() >>> 14 & 3;
      case MajorFunction.READ:
      case MajorFunction.DIRECTORY_CONTROL:
        return AccessMask.FILE_READ_DATA;
      case MajorFunction.WRITE:
      case MajorFunction.FLUSH_BUFFERS:
        return AccessMask.FILE_WRITE_DATA | FILE_APPEND_DATA;
      case MajorFunction.LOCK_CONTROL:
        return AccessMask.FILE_READ_DATA | AccessMask.FILE_WRITE_DATA;
      case MajorFunction.SET_INFORMATION:
        return AccessMask.FILE_WRITE_DATA;
      case MajorFunction.QUERY_EA:
        return FILE_READ_EA;
      case MajorFunction.SET_EA:
        return FILE_WRITE_EA;
      default:
        return 0;
    }
  }

  /** Writes, flushes and locks need any of their rights, the others all. */
  static boolean isGranted(IrpParameters parameters, int needed, int granted) {
    boolean any =
        parameters.major() == MajorFunction.WRITE
            || parameters.major() == MajorFunction.FLUSH_BUFFERS
            || parameters.major() == MajorFunction.LOCK_CONTROL;
    return any ? (needed & granted) != 0 : (needed & granted) == needed;
  }
}
