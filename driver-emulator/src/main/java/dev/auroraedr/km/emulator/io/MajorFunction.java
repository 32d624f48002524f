package dev.auroraedr.km.emulator.io;

/** Major function codes of IRPs (IRP_MJ_xxx). */
public final class MajorFunction {
  /** IRP_MJ_CREATE. */
  public static final int CREATE = 0x00;

  /** IRP_MJ_CLOSE. */
  public static final int CLOSE = 0x02;

  /** IRP_MJ_READ. */
  public static final int READ = 0x03;

  /** IRP_MJ_WRITE. */
  public static final int WRITE = 0x04;

  /** IRP_MJ_QUERY_INFORMATION. */
  public static final int QUERY_INFORMATION = 0x05;

  /** IRP_MJ_SET_INFORMATION. */
  public static final int SET_INFORMATION = 0x06;

  /** IRP_MJ_QUERY_EA. */
  public static final int QUERY_EA = 0x07;

  /** IRP_MJ_SET_EA. */
  public static final int SET_EA = 0x08;

  /** IRP_MJ_FLUSH_BUFFERS. */
  public static final int FLUSH_BUFFERS = 0x09;

  /** IRP_MJ_QUERY_VOLUME_INFORMATION. */
  public static final int QUERY_VOLUME_INFORMATION = 0x0A;

  /** IRP_MJ_SET_VOLUME_INFORMATION. */
  public static final int SET_VOLUME_INFORMATION = 0x0B;

  /** IRP_MJ_DIRECTORY_CONTROL. */
  public static final int DIRECTORY_CONTROL = 0x0C;

  /** IRP_MJ_FILE_SYSTEM_CONTROL. */
  public static final int FILE_SYSTEM_CONTROL = 0x0D;

  /** IRP_MJ_DEVICE_CONTROL. */
  public static final int DEVICE_CONTROL = 0x0E;

  /** IRP_MJ_INTERNAL_DEVICE_CONTROL. */
  public static final int INTERNAL_DEVICE_CONTROL = 0x0F;

  /** IRP_MJ_SHUTDOWN. */
  public static final int SHUTDOWN = 0x10;

  /** IRP_MJ_LOCK_CONTROL. */
  public static final int LOCK_CONTROL = 0x11;

  /** IRP_MJ_CLEANUP. */
  public static final int CLEANUP = 0x12;

  /** Entries of a dispatch table: IRP_MJ_MAXIMUM_FUNCTION + 1. */
  public static final int COUNT = 28;

  private MajorFunction() {}
}
