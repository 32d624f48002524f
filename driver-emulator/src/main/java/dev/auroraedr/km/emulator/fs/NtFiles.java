package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import java.util.function.IntSupplier;

/**
 * The system services for files: each operation goes down through the filters of the volume, is
 * done by its file system and comes up again. Thread-safe.
 */
public final class NtFiles {
  /** FSCTL_SET_ZERO_DATA. */
  public static final int FSCTL_SET_ZERO_DATA = 0x000980C8;

  /** FSCTL_DUPLICATE_EXTENTS_TO_FILE: block clone. */
  public static final int FSCTL_DUPLICATE_EXTENTS_TO_FILE = 0x00098344;

  /** FSCTL_OFFLOAD_WRITE. */
  public static final int FSCTL_OFFLOAD_WRITE = 0x00098268;

  private final Ke ke;
  private final ProcessManager ps;
  private final FilterManager manager;
  private final FileSystems systems;

  /** Files of a machine, below its filter manager. */
  public NtFiles(Ke ke, ProcessManager ps, FilterManager manager) {
    this.ke = ke;
    this.ps = ps;
    this.manager = manager;
    this.systems = new FileSystems(manager);
  }

  FileSystems systems() {
    return systems;
  }

  /** NtCreateFile: once more under the resolved name as long as a junction is met. */
  public OpenOutcome open(OpenRequest request) {
    return beginOpen(request).finish();
  }

  /** The same, but the file system keeps the create until it is told to go on. */
  public HeldOpen beginOpen(OpenRequest request) {
    return new HeldOpen(this, request).begin();
  }

  /** NtWriteFile, or a part of it that comes as an operation of its own. */
  public int write(KThread thread, OpenFile file, WriteRequest write) {
    HeldOperation held = beginWrite(thread, file, write);
    int status = held.finish();
    return held.comesAgain() ? write(thread, file, write.asIrp()) : status;
  }

  /** The same, but the file system keeps the write until it is told to go on. */
  public HeldOperation beginWrite(KThread thread, OpenFile file, WriteRequest write) {
    CallbackData data = new CallbackData().begin(MajorFunction.WRITE, thread, file);
    data.write(write.length(), write.byteOffset()).fastIo(write.fastIo());
    data.flags(write.irpFlags(), 0, write.minorFunction()).nameCached(write.nameCached());
    return held(thread, data, () -> NtStatus.SUCCESS);
  }

  /** The memory manager writes changed pages of a mapped file, in a thread of the system. */
  public int writeMappedPages(OpenFile file, int length) {
    KThread system = ps.systemProcess().threadOfCaller();
    return write(system, file, WriteRequest.paging(length, 0));
  }

  /** NtClose of the last handle: IRP_MJ_CLEANUP and then IRP_MJ_CLOSE. */
  public int close(KThread thread, OpenFile file) {
    return beginClose(thread, file).finish();
  }

  /** The same, but the file system keeps the cleanup until it is told to go on. */
  public HeldOperation beginClose(KThread thread, OpenFile file) {
    CallbackData data = new CallbackData().begin(MajorFunction.CLEANUP, thread, file);
    HeldOperation cleanup = held(thread, data, () -> OpenFiles.cleanup(file));
    return cleanup.then(() -> closed(thread, file));
  }

  private void closed(KThread thread, OpenFile file) {
    CallbackData data = new CallbackData().begin(MajorFunction.CLOSE, thread, file);
    held(thread, data, () -> NtStatus.SUCCESS).finish();
    boolean last;
    synchronized (file.disk()) {
      last = file.disk().closed();
    }
    if (last) {
      systems.dismount(file.disk());
    }
  }

  /** NtSetInformationFile(FileRenameInformation) to a whole path. */
  public int rename(KThread thread, OpenFile file, String target, boolean replace) {
    return withTargetDirectory(
        thread, file, target, directory -> OpenFiles.rename(file, directory, target, replace));
  }

  /** NtSetInformationFile(FileLinkInformation): one more name. */
  public int link(KThread thread, OpenFile file, String target) {
    return withTargetDirectory(
        thread, file, target, directory -> OpenFiles.link(file, directory, target));
  }

  /** The I/O manager opens the target's directory first, with SL_OPEN_TARGET_DIRECTORY. */
  private int withTargetDirectory(
      KThread thread, OpenFile file, String target, OpenFiles.Into action) {
    OpenOutcome opened =
        open(
            OpenRequest.of(thread, target, 0x0010_0002, OpenRequest.FILE_OPEN << 24)
                .withFlags(CallbackData.SL_OPEN_TARGET_DIRECTORY));
    if (opened.file() == null) {
      return opened.status();
    }
    int status = setInformation(thread, file, () -> action.apply(opened.file()));
    close(thread, opened.file());
    return status;
  }

  /** NtSetInformationFile(FileShortNameInformation). */
  public int setShortName(KThread thread, OpenFile file, String shortName) {
    return setInformation(thread, file, () -> OpenFiles.setShortName(file, shortName));
  }

  /** NtSetInformationFile(FileDispositionInformation): gone with its last handle. */
  public int delete(KThread thread, OpenFile file) {
    return setInformation(thread, file, () -> OpenFiles.markDeleted(file));
  }

  /** NtSetInformationFile(FileEndOfFileInformation). */
  public int setEndOfFile(KThread thread, OpenFile file) {
    return setInformation(thread, file, () -> NtStatus.SUCCESS);
  }

  private int setInformation(KThread thread, OpenFile file, IntSupplier action) {
    CallbackData data = new CallbackData().begin(MajorFunction.SET_INFORMATION, thread, file);
    return held(thread, data, OpenFiles.guarded(file, action)).finish();
  }

  /** NtFsControlFile with one of the codes above: data change, names don't. */
  public int control(KThread thread, OpenFile file, int code) {
    boolean known =
        code == FSCTL_SET_ZERO_DATA
            || code == FSCTL_DUPLICATE_EXTENTS_TO_FILE
            || code == FSCTL_OFFLOAD_WRITE;
    CallbackData data = new CallbackData().begin(MajorFunction.FILE_SYSTEM_CONTROL, thread, file);
    int answer = known ? NtStatus.SUCCESS : NtStatus.INVALID_DEVICE_REQUEST;
    return held(thread, data, () -> answer).finish();
  }

  /** FSCTL_SET_REPARSE_POINT with a mount point: the directory leads elsewhere from now on. */
  public int makeJunction(KThread thread, OpenFile directory, String target) {
    CallbackData data =
        new CallbackData().begin(MajorFunction.FILE_SYSTEM_CONTROL, thread, directory);
    IntSupplier action = () -> OpenFiles.makeJunction(directory, target);
    return held(thread, data, OpenFiles.guarded(directory, action)).finish();
  }

  /** File id, as FileInternalInformation tells it. */
  public long fileId(OpenFile file) {
    return file.node() == null ? 0 : file.node().fileId();
  }

  /** Mounts a volume. */
  public void mount(String device, VolumeKind kind, boolean dax) {
    systems.mount(device, kind, dax);
  }

  /** Asks to dismount a volume: it goes when the last file on it is closed. */
  public int dismount(String device) {
    DiskVolume disk = systems.of(device);
    if (disk == null) {
      return NtStatus.NO_SUCH_DEVICE;
    }
    boolean now;
    synchronized (disk) {
      now = disk.askDismount();
    }
    if (now) {
      systems.dismount(disk);
    }
    return NtStatus.SUCCESS;
  }

  /** A volume is pulled out, whoever has files open on it. */
  public int remove(String device) {
    DiskVolume disk = systems.of(device);
    if (disk == null) {
      return NtStatus.NO_SUCH_DEVICE;
    }
    systems.dismount(disk);
    return NtStatus.SUCCESS;
  }

  /** Makes a file spring into being if its directory is there; false if that is not so. */
  public boolean spring(String path) {
    DiskVolume disk = systems.of(path);
    return disk != null && OpenFiles.spring(disk, path);
  }

  /** Makes directories spring into being. */
  public void springDirectories(String path) {
    DiskVolume disk = systems.of(path);
    FileSystems.makeDirectories(disk, path.substring(disk.volume().deviceName().length()));
  }

  HeldOperation held(KThread thread, CallbackData data, IntSupplier fileSystem) {
    return new HeldOperation(this, thread, new Operation(manager, data, fileSystem)).begin();
  }

  FilterManager manager() {
    return manager;
  }

  void runAs(KThread thread, Runnable action) {
    if (thread == null) {
      action.run();
    } else {
      ps.runAs(thread, action);
    }
  }

  /** In another thread, at DISPATCH_LEVEL, as a disk's completion does. */
  void runElsewhere(Runnable action) {
    ps.runAs(ps.systemProcess().threadOfCaller(), () -> ke.atDispatchLevel(action));
  }
}
