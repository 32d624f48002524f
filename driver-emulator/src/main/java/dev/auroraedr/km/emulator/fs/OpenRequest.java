package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.ps.KThread;

/**
 * What NtCreateFile is asked for, and by whom.
 *
 * @param thread who opens; null for nobody
 * @param runner the thread that sends the request down; another one where a filter has pended it
 * @param related directory or file that the name is relative to; null if the name is a whole path
 * @param name path with the device's name; relative to {@code related} if that is given
 * @param fileId with FILE_OPEN_BY_FILE_ID the file on the volume of {@code related}
 * @param desiredAccess access mask
 * @param options create options, disposition in the high 8 bits
 * @param operationFlags SL_ flags
 * @param traverse whether the caller may traverse every directory
 */
public record OpenRequest(
    KThread thread,
    KThread runner,
    OpenFile related,
    String name,
    long fileId,
    int desiredAccess,
    int options,
    int operationFlags,
    boolean traverse) {
  static final int FILE_DELETE_ON_CLOSE = 0x1000;
  static final int FILE_OPEN_BY_FILE_ID = 0x2000;
  static final int FILE_NON_DIRECTORY_FILE = 0x40;
  static final int FILE_OPEN_REPARSE_POINT = 0x0020_0000;
  static final int FILE_OPEN = 1;
  static final int FILE_CREATE = 2;
  static final int FILE_OPEN_IF = 3;
  static final int FILE_OVERWRITE = 4;

  /** An open by a whole path. */
  public static OpenRequest of(KThread thread, String name, int desiredAccess, int options) {
    return new OpenRequest(thread, thread, null, name, 0, desiredAccess, options, 0, true);
  }

  /** The same with SL_ flags. */
  public OpenRequest withFlags(int newFlags) {
    return new OpenRequest(
        thread, runner, related, name, fileId, desiredAccess, options, newFlags, traverse);
  }

  /** The same relative to an open file. */
  public OpenRequest relativeTo(OpenFile file) {
    return new OpenRequest(
        thread, runner, file, name, fileId, desiredAccess, options, operationFlags, traverse);
  }

  /** An open by file id, on the volume of an open file. */
  public static OpenRequest byId(
      KThread thread, OpenFile onVolumeOf, long fileId, int desiredAccess, int options) {
    return new OpenRequest(
        thread,
        thread,
        onVolumeOf,
        "",
        fileId,
        desiredAccess,
        options | FILE_OPEN_BY_FILE_ID,
        0,
        true);
  }

  /** The same by a caller who may not traverse directories. */
  public OpenRequest withoutTraverse() {
    return new OpenRequest(
        thread, runner, related, name, fileId, desiredAccess, options, operationFlags, false);
  }

  /** The same, sent down by another thread: a filter above has pended it. */
  public OpenRequest sentOnBy(KThread other) {
    return new OpenRequest(
        thread, other, related, name, fileId, desiredAccess, options, operationFlags, traverse);
  }

  /** The create that comes again after a reparse. */
  OpenRequest reparsed(String target) {
    return new OpenRequest(
        thread, runner, null, target, 0, desiredAccess, options, operationFlags, traverse);
  }

  boolean isById() {
    return (options & FILE_OPEN_BY_FILE_ID) != 0;
  }

  boolean wantsDirectory() {
    return (options & CallbackData.FILE_DIRECTORY_FILE) != 0;
  }

  boolean wantsFile() {
    return (options & FILE_NON_DIRECTORY_FILE) != 0;
  }

  boolean opensReparsePoint() {
    return (options & FILE_OPEN_REPARSE_POINT) != 0;
  }

  boolean opensTargetDirectory() {
    return (operationFlags & CallbackData.SL_OPEN_TARGET_DIRECTORY) != 0;
  }

  boolean deletesOnClose() {
    return (options & FILE_DELETE_ON_CLOSE) != 0;
  }

  int disposition() {
    return options >>> 24;
  }

  /** Whether it names a volume: its device and nothing behind, and no related file. */
  boolean opensVolume() {
    return related == null && name.indexOf('\\', "\\Device\\".length()) < 0;
  }
}
