package dev.auroraedr.km.emulator.se;

/** Access rights as Windows numbers them, for device, file and process objects. */
public final class AccessMask {
  /** FILE_READ_DATA. */
  public static final int FILE_READ_DATA = 0x1;

  /** FILE_WRITE_DATA. */
  public static final int FILE_WRITE_DATA = 0x2;

  /** SYNCHRONIZE. */
  public static final int SYNCHRONIZE = 0x0010_0000;

  /** EVENT_MODIFY_STATE. */
  public static final int EVENT_MODIFY_STATE = 0x2;

  /** EVENT_ALL_ACCESS. */
  public static final int EVENT_ALL_ACCESS = 0x001F_0003;

  /** MAXIMUM_ALLOWED. */
  public static final int MAXIMUM_ALLOWED = 0x0200_0000;

  /** GENERIC_ALL. */
  public static final int GENERIC_ALL = 0x1000_0000;

  /** GENERIC_EXECUTE. */
  public static final int GENERIC_EXECUTE = 0x2000_0000;

  /** GENERIC_WRITE. */
  public static final int GENERIC_WRITE = 0x4000_0000;

  /** GENERIC_READ. */
  public static final int GENERIC_READ = 0x8000_0000;

  /** FILE_ALL_ACCESS. */
  public static final int FILE_ALL_ACCESS = 0x001F_01FF;

  private static final int FILE_GENERIC_READ = 0x0012_0089;
  private static final int FILE_GENERIC_WRITE = 0x0012_0116;
  private static final int FILE_GENERIC_EXECUTE = 0x0012_00A0;
  private static final int SPECIFIC = 0x0FFF_FFFF & ~MAXIMUM_ALLOWED;

  /** PROCESS_TERMINATE. */
  public static final int PROCESS_TERMINATE = 0x1;

  /** PROCESS_DUP_HANDLE. */
  public static final int PROCESS_DUP_HANDLE = 0x40;

  /** PROCESS_ALL_ACCESS, as it is since Windows Vista. */
  public static final int PROCESS_ALL_ACCESS = 0x001F_FFFF;

  /** THREAD_ALL_ACCESS, as it is since Windows Vista. */
  public static final int THREAD_ALL_ACCESS = 0x001F_FFFF;

  private static final int PROCESS_GENERIC_READ = 0x0002_0410;
  private static final int PROCESS_GENERIC_WRITE = 0x0002_0BEA;
  private static final int PROCESS_GENERIC_EXECUTE = 0x0012_1001;

  private AccessMask() {}

  /** RtlMapGenericMask with the file objects' mapping; MAXIMUM_ALLOWED is kept. */
  public static int mapFile(int mask) {
    int mapped = mask & (SPECIFIC | MAXIMUM_ALLOWED);
    mapped |= (mask & GENERIC_READ) != 0 ? FILE_GENERIC_READ : 0;
    mapped |= (mask & GENERIC_WRITE) != 0 ? FILE_GENERIC_WRITE : 0;
    mapped |= (mask & GENERIC_EXECUTE) != 0 ? FILE_GENERIC_EXECUTE : 0;
    mapped |= (mask & GENERIC_ALL) != 0 ? FILE_ALL_ACCESS : 0;
    return mapped;
  }

  /** RtlMapGenericMask with PsProcessType's mapping; MAXIMUM_ALLOWED is kept. */
  public static int mapProcess(int mask) {
    int mapped = mask & (SPECIFIC | MAXIMUM_ALLOWED);
    mapped |= (mask & GENERIC_READ) != 0 ? PROCESS_GENERIC_READ : 0;
    mapped |= (mask & GENERIC_WRITE) != 0 ? PROCESS_GENERIC_WRITE : 0;
    mapped |= (mask & GENERIC_EXECUTE) != 0 ? PROCESS_GENERIC_EXECUTE : 0;
    mapped |= (mask & GENERIC_ALL) != 0 ? PROCESS_ALL_ACCESS : 0;
    return mapped;
  }
}
