package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ob.HandleEntry;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;

/**
 * What another kernel component does: it references file objects and sends IRPs itself, previous
 * mode KernelMode, without probes and access checks, with or without a file object. Thread-safe.
 */
public final class KernelIo {
  private final IoParts parts;
  private final ObjectManager ob;
  private final ProcessManager ps;
  private final FileOpener opener;

  KernelIo(IoParts parts) {
    this.parts = parts;
    this.ob = parts.ob();
    this.ps = parts.ps();
    this.opener = new FileOpener(parts.namespace(), parts.ob(), parts.files());
  }

  /** ZwCreateFile with previous mode KernelMode; the handle belongs to the system process. */
  public OpenResult createFile(OpenParameters parameters) {
    return opener.open(parameters, ps.systemProcess(), Irp.KERNEL_MODE);
  }

  /** The device that a path leads to, or null. */
  public DeviceObject device(String path) {
    return parts.namespace().resolve(path).device();
  }

  /**
   * ObReferenceObjectByHandle for a file object.
   *
   * @return the file object, to be dereferenced; null if the handle is bad or of another type
   */
  public FileObject referenceFile(Process process, long handle) {
    HandleEntry entry = ob.reference(process, handle);
    if (entry != null && entry.object() instanceof FileObject file) {
      return file;
    }
    if (entry != null) {
      entry.object().dereference();
    }
    return null;
  }

  /**
   * IoBuildDeviceIoControlRequest and IofCallDriver.
   *
   * @param target device, and file object or null
   * @param request its buffers; no packet is ever posted for it
   * @return what the driver's dispatch routine returned
   */
  public int deviceControl(KernelTarget target, IoRequest request, int code) {
    return send(
        target,
        request,
        IrpParameters.control(MajorFunction.DEVICE_CONTROL, code, Irp.KERNEL_MODE));
  }

  /** IRP_MJ_INTERNAL_DEVICE_CONTROL. */
  public int internalDeviceControl(KernelTarget target, IoRequest request, int code) {
    return send(
        target,
        request,
        IrpParameters.control(MajorFunction.INTERNAL_DEVICE_CONTROL, code, Irp.KERNEL_MODE));
  }

  /** Any other major function, such as a second IRP_MJ_CLEANUP or IRP_MJ_SHUTDOWN. */
  public int call(KernelTarget target, IoRequest request, int major) {
    return send(target, request, IrpParameters.plain(major, Irp.KERNEL_MODE));
  }

  private int send(KernelTarget target, IoRequest request, IrpParameters parameters) {
    request.begin();
    request.parameters = parameters;
    Irp irp = new Irp(parts.ke());
    irp.reset(parameters, target.device());
    irp.request = request;
    irp.thread = ps.currentThread();
    int status = parts.buffers().attach(irp, request);
    if (status != NtStatus.SUCCESS) {
      request.release();
      request.end(status, 0);
      return status;
    }
    request.irp = irp;
    if (target.file() != null) {
      target.file().reference();
      irp.file = target.file();
      target.file().link(irp);
    }
    return parts.engine().callDriver(irp);
  }

  /**
   * IoCancelIrp on a request made here that has not ended.
   *
   * @return whether a cancel routine was called
   */
  public boolean cancel(IoRequest request) {
    Irp irp = request.irp;
    return irp != null && !request.ended() && parts.engine().cancel(irp);
  }

  /**
   * Where a kernel component sends an IRP.
   *
   * @param device the device
   * @param file the file object, or null for none
   */
  public record KernelTarget(DeviceObject device, FileObject file) {
    /** A file object and its device. */
    public static KernelTarget of(FileObject file) {
      return new KernelTarget(file.device(), file);
    }
  }
}
