package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.flt.CallbackData;

/**
 * A write.
 *
 * @param length in bytes
 * @param byteOffset as requested; -1 is the end of the file, -2 the current position
 * @param irpFlags IRP_NOCACHE and IRP_PAGING_IO
 * @param minorFunction IRP_MN_ flags
 * @param fastIo whether it comes by fast I/O first
 * @param nameCached whether FltMgr's cache holds the file's name
 */
public record WriteRequest(
    int length,
    long byteOffset,
    int irpFlags,
    int minorFunction,
    boolean fastIo,
    boolean nameCached) {
  private static final int IRP_MN_MDL = 0x2;

  /** A write as an IRP. */
  public static WriteRequest irp(int length, long byteOffset) {
    return new WriteRequest(length, byteOffset, 0, 0, false, false);
  }

  /** A write by fast I/O. */
  public static WriteRequest fast(int length, long byteOffset) {
    return new WriteRequest(length, byteOffset, 0, 0, true, false);
  }

  /** A write that bypasses the cache, as of a file opened with FILE_NO_INTERMEDIATE_BUFFERING. */
  public static WriteRequest uncached(int length, long byteOffset) {
    return new WriteRequest(length, byteOffset, CallbackData.IRP_NOCACHE, 0, false, false);
  }

  /** A write of the memory or cache manager, which never goes into the cache again. */
  public static WriteRequest paging(int length, long byteOffset) {
    int flags = CallbackData.IRP_PAGING_IO | CallbackData.IRP_NOCACHE;
    return new WriteRequest(length, byteOffset, flags, 0, false, false);
  }

  /** The same while FltMgr's cache holds the file's name. */
  public WriteRequest withCachedName() {
    return new WriteRequest(length, byteOffset, irpFlags, minorFunction, fastIo, true);
  }

  /** The first half of a write into the cache's own pages. */
  public static WriteRequest mdl(int length, long byteOffset) {
    return new WriteRequest(length, byteOffset, 0, IRP_MN_MDL, false, false);
  }

  /** Its second half: the caller has filled the pages. */
  public static WriteRequest mdlComplete(int length, long byteOffset) {
    int minor = IRP_MN_MDL | CallbackData.IRP_MN_COMPLETE;
    return new WriteRequest(length, byteOffset, 0, minor, false, false);
  }

  WriteRequest asIrp() {
    return new WriteRequest(length, byteOffset, irpFlags, minorFunction, false, false);
  }
}
