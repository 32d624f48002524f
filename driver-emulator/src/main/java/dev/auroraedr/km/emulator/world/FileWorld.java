package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.Volume;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ps.KThread;

/**
 * Uses files: each operation passes the filters and then succeeds. Thread-safe; an operation that
 * no filter wants allocates nothing.
 */
public final class FileWorld {
  /** FILE_OPEN_IF in the disposition byte of create options. */
  public static final int FILE_OPEN_IF = 0x0300_0000;

  private final FilterManager manager;
  private final ThreadLocal<CallbackData> data = ThreadLocal.withInitial(CallbackData::new);

  /** Files below a filter manager. */
  public FileWorld(FilterManager manager) {
    this.manager = manager;
  }

  /**
   * Names a file once, for any number of operations.
   *
   * @param volume from 0, the system volume, on
   * @param path from the volume's root on, with a leading backslash
   */
  public FilterFile file(int volume, String path) {
    return new FilterFile(manager.volumes().get(volume), FilterFile.Kind.FILE, path);
  }

  /** Names a directory. */
  public FilterFile directory(int volume, String path) {
    return new FilterFile(manager.volumes().get(volume), FilterFile.Kind.DIRECTORY, path);
  }

  /** Names a volume itself. */
  public FilterFile volume(int volume) {
    Volume itself = manager.volumes().get(volume);
    return new FilterFile(itself, FilterFile.Kind.VOLUME, "");
  }

  /**
   * Names a file by its whole NT path.
   *
   * @throws IllegalArgumentException if no volume of the machine begins the path
   */
  public FilterFile file(String ntPath) {
    for (Volume volume : manager.volumes()) {
      if (ntPath.startsWith(volume.deviceName() + "\\")) {
        String path = ntPath.substring(volume.deviceName().length());
        return new FilterFile(volume, FilterFile.Kind.FILE, path);
      }
    }
    throw new IllegalArgumentException(
        "no volume of this machine begins " + ntPath + "; it has " + manager.volumes());
  }

  /**
   * IRP_MJ_CREATE.
   *
   * @param thread who opens; null for nobody
   * @param options disposition in the high 8 bits
   * @return final status
   */
  public int create(KThread thread, FilterFile file, int desiredAccess, int options) {
    CallbackData operation = begin(MajorFunction.CREATE, thread, file);
    return run(operation.create(desiredAccess, options), NtStatus.SUCCESS);
  }

  /** IRP_MJ_CREATE with SL_ flags, such as SL_OPEN_PAGING_FILE. */
  public int createWithFlags(KThread thread, FilterFile file, int operationFlags) {
    CallbackData operation = begin(MajorFunction.CREATE, thread, file);
    return run(operation.flags(0, operationFlags, 0), NtStatus.SUCCESS);
  }

  /** IRP_MJ_WRITE; an offset of -1 or -2 stands for the file's end or the current position. */
  public int write(KThread thread, FilterFile file, int length, long byteOffset) {
    CallbackData operation = begin(MajorFunction.WRITE, thread, file);
    return run(operation.write(length, byteOffset), NtStatus.SUCCESS);
  }

  /** A write by fast I/O, sent again as an IRP if a filter disallows it. */
  public int fastWrite(KThread thread, FilterFile file, int length, long byteOffset) {
    CallbackData operation = begin(MajorFunction.WRITE, thread, file).fastIo(true);
    try {
      if (manager.run(operation.write(length, byteOffset), NtStatus.SUCCESS)) {
        return operation.status();
      }
    } finally {
      operation.end();
    }
    return write(thread, file, length, byteOffset);
  }

  /** A write of the memory manager or cache manager: IRP_PAGING_IO. */
  public int pagingWrite(KThread thread, FilterFile file, int length, long byteOffset) {
    CallbackData operation = begin(MajorFunction.WRITE, thread, file);
    int flags = CallbackData.IRP_PAGING_IO | CallbackData.IRP_NOCACHE;
    operation.write(length, byteOffset).flags(flags, 0, 0);
    return run(operation, NtStatus.SUCCESS);
  }

  /**
   * IRP_MJ_CLEANUP.
   *
   * @param fileSystemStatus what the file system answers, a success
   */
  public int cleanup(KThread thread, FilterFile file, int fileSystemStatus) {
    return run(begin(MajorFunction.CLEANUP, thread, file), fileSystemStatus);
  }

  /** The thread's own data, unless a filter uses a file in the middle of another operation. */
  private CallbackData begin(int operation, KThread thread, FilterFile file) {
    CallbackData own = data.get();
    CallbackData free = own.isUnderWay() ? new CallbackData() : own;
    return free.begin(operation, thread, file);
  }

  private int run(CallbackData operation, int fileSystemStatus) {
    try {
      manager.run(operation, fileSystemStatus);
      return operation.status();
    } finally {
      operation.end();
    }
  }
}
