package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.se.AccessMask;

/**
 * What NtCreateFile is told. Share access, disposition and extended attributes mean nothing to a
 * device without a file system and are not taken.
 *
 * @param path NT path, such as {@code \??\AuroraEDRKM}; with a root, relative to it
 * @param root handle of a file object that the path is relative to; 0 for none
 * @param desiredAccess access mask, generic rights allowed
 * @param options see the constants
 */
public record OpenParameters(String path, long root, int desiredAccess, int options) {
  /** FILE_SYNCHRONOUS_IO_ALERT. */
  public static final int SYNCHRONOUS_IO_ALERT = 0x10;

  /** FILE_SYNCHRONOUS_IO_NONALERT. */
  public static final int SYNCHRONOUS_IO_NONALERT = 0x20;

  /** FILE_NON_DIRECTORY_FILE. */
  public static final int NON_DIRECTORY_FILE = 0x40;

  /** OBJ_INHERIT: child processes get the handle. Not an option of Windows' own numbering. */
  public static final int INHERIT = 0x4000_0000;

  private static final int KNOWN =
      SYNCHRONOUS_IO_ALERT | SYNCHRONOUS_IO_NONALERT | NON_DIRECTORY_FILE | INHERIT;

  /** Refuses options that are not modelled. */
  public OpenParameters {
    if ((options & ~KNOWN) != 0) {
      throw new NotModelledException(
          "NtCreateFile: option 0x" + Integer.toHexString(options & ~KNOWN));
    }
  }

  /** An overlapped open by absolute path. */
  public static OpenParameters overlapped(String path, int desiredAccess) {
    return new OpenParameters(path, 0, desiredAccess, NON_DIRECTORY_FILE);
  }

  /** A synchronous open by absolute path; SYNCHRONIZE is added as CreateFileW does. */
  public static OpenParameters synchronous(String path, int desiredAccess) {
    return new OpenParameters(
        path,
        0,
        desiredAccess | AccessMask.SYNCHRONIZE,
        NON_DIRECTORY_FILE | SYNCHRONOUS_IO_NONALERT);
  }

  boolean isSynchronous() {
    return (options & (SYNCHRONOUS_IO_ALERT | SYNCHRONOUS_IO_NONALERT)) != 0;
  }

  boolean inherits() {
    return (options & INHERIT) != 0;
  }
}
