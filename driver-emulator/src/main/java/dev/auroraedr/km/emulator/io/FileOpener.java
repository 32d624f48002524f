package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.io.DeviceNamespace.Resolved;
import dev.auroraedr.km.emulator.io.FileObject.FileName;
import dev.auroraedr.km.emulator.ob.HandleEntry;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.AccessMask;

/**
 * NtCreateFile on devices (facts 3): name, then whether the device takes opens, then the access
 * check, then the driver.
 */
final class FileOpener {
  private final DeviceNamespace namespace;
  private final ObjectManager ob;
  private final FileLifecycle files;

  FileOpener(DeviceNamespace namespace, ObjectManager ob, FileLifecycle files) {
    this.namespace = namespace;
    this.ob = ob;
    this.files = files;
  }

  /** What an open leads to and who asks. */
  private record Target(DeviceObject device, FileName name, Process process, int mode) {}

  OpenResult open(OpenParameters parameters, Process process, int mode) {
    if (parameters.isSynchronous()
        && (AccessMask.mapFile(parameters.desiredAccess()) & AccessMask.SYNCHRONIZE) == 0) {
      return OpenResult.failed(NtStatus.INVALID_PARAMETER);
    }
    if (parameters.root() != 0) {
      return openRelative(parameters, process, mode);
    }
    Resolved resolved = namespace.resolve(parameters.path());
    if (resolved.status() != NtStatus.SUCCESS) {
      return OpenResult.failed(resolved.status());
    }
    FileName name = new FileName(resolved.rest(), null);
    return openDevice(parameters, new Target(resolved.device(), name, process, mode));
  }

  private OpenResult openRelative(OpenParameters parameters, Process process, int mode) {
    HandleEntry root = ob.reference(process, parameters.root());
    if (root == null) {
      return OpenResult.failed(NtStatus.INVALID_HANDLE);
    }
    try {
      if (!(root.object() instanceof FileObject related)) {
        return OpenResult.failed(NtStatus.OBJECT_TYPE_MISMATCH);
      }
      FileName name = new FileName(parameters.path(), related);
      return openDevice(parameters, new Target(related.device(), name, process, mode));
    } finally {
      root.object().dereference();
    }
  }

  private OpenResult openDevice(OpenParameters parameters, Target target) {
    boolean relative = target.name().related() != null;
    int status = namespace.beginOpen(target.device(), relative);
    if (status != NtStatus.SUCCESS) {
      return OpenResult.failed(status);
    }
    FileObject file =
        new FileObject(files, target.device(), target.name(), parameters.isSynchronous());
    boolean unchecked = isUnchecked(target);
    int granted = grant(parameters.desiredAccess(), target, unchecked);
    if (granted == 0 && !unchecked) {
      files.forget(file);
      return OpenResult.failed(NtStatus.ACCESS_DENIED);
    }
    long[] created = files.create(file, target.mode());
    if (created[0] < 0) {
      return new OpenResult((int) created[0], created[1], 0);
    }
    long handle =
        ob.insert(target.process(), new HandleEntry(file, granted, parameters.inherits()));
    file.dereference();
    return new OpenResult((int) created[0], created[1], handle);
  }

  private static boolean isUnchecked(Target target) {
    return target.mode() == Irp.KERNEL_MODE
        || !target.device().securesOpens()
            && (!target.name().text().isEmpty() || target.name().related() != null);
  }

  /** The rights that the caller gets; where they are checked 0 if none, also if he asked for 0. */
  private static int grant(int desiredAccess, Target target, boolean unchecked) {
    int desired = AccessMask.mapFile(desiredAccess);
    if (unchecked) {
      boolean maximum = (desired & AccessMask.MAXIMUM_ALLOWED) != 0;
      return maximum ? AccessMask.FILE_ALL_ACCESS : desired;
    }
    return target.device().security().accessCheck(target.process().token(), desired);
  }
}
