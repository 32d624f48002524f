package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Creates, cleans up and closes file objects: IRP_MJ_CLEANUP with the last handle, IRP_MJ_CLOSE
 * with the last reference, neither for an open that failed (facts 2.5).
 */
final class FileLifecycle implements FileObjectOwner {
  private final Ke ke;
  private final ProcessManager ps;
  private final DeviceNamespace namespace;
  private final Set<FileObject> open = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private final ThreadLocal<ParkedCall> closing = new ThreadLocal<>();
  private IrpEngine engine;
  private DriverLoader drivers;

  FileLifecycle(Ke ke, ProcessManager ps, DeviceNamespace namespace) {
    this.ke = ke;
    this.ps = ps;
    this.namespace = namespace;
  }

  void connect(IrpEngine newEngine, DriverLoader newDrivers) {
    engine = newEngine;
    drivers = newDrivers;
  }

  /** File objects that exist now. */
  List<FileObject> openFiles() {
    return List.copyOf(open);
  }

  /**
   * Sends IRP_MJ_CREATE; the device counts the open already.
   *
   * @return status and Information of the create
   */
  long[] create(FileObject file, int mode) {
    IoRequest block = new IoRequest();
    block.begin();
    Irp irp = newIrp(IrpParameters.plain(MajorFunction.CREATE, mode), file);
    irp.request = block;
    int status = send(irp, "IRP_MJ_CREATE");
    if (status < 0) {
      forget(file);
    } else if (status != NtStatus.SUCCESS) {
      throw new NotModelledException("status 0x" + Integer.toHexString(status) + " of a create");
    } else {
      open.add(file);
    }
    return new long[] {status, block.finalInformation()};
  }

  /** Undoes the count of an open that failed. */
  void forget(FileObject file) {
    if (namespace.endOpen(file.device())) {
      drivers.unloadSoon(file.device().driver());
    }
  }

  private Irp newIrp(IrpParameters parameters, FileObject file) {
    Irp irp = new Irp(ke);
    irp.reset(parameters, file.device());
    irp.file = file;
    irp.thread = ps.currentThread();
    return irp;
  }

  private int send(Irp irp, String what) {
    irp.file.reference();
    int status = engine.callDriver(irp);
    if (status == NtStatus.PENDING) {
      throw new NotModelledException(what + " that pends");
    }
    return status;
  }

  @Override
  public void lastHandleClosed(FileObject file) {
    if (!file.synchronous()) {
      cleanup(file);
      return;
    }
    // The close waits for the request in progress (facts 1.7); a reference keeps the file for it.
    file.reference();
    ParkedCall call = new ParkedCall(ps.currentProcess());
    KThread thread = ps.currentThread();
    Runnable goOn =
        () -> {
          ps.runAs(thread, () -> cleanup(file));
          file.synchronousLock().release();
          call.finish(NtStatus.SUCCESS);
          file.dereference();
        };
    file.synchronousLock().acquire(new SynchronousLock.Waiter(call, goOn, null));
    // Only now: until here the driver may have closed other handles.
    closing.set(call);
  }

  /** The close that the calling thread has just begun on a synchronous file object, or null. */
  ParkedCall closing() {
    return closing.get();
  }

  /** NtClose returns or was stopped: a call leads back here, and its thread would keep it. */
  void forgetClosing() {
    closing.remove();
  }

  private void cleanup(FileObject file) {
    Irp irp = newIrp(IrpParameters.plain(MajorFunction.CLEANUP, Irp.KERNEL_MODE), file);
    requireSuccess(send(irp, "IRP_MJ_CLEANUP"), "IRP_MJ_CLEANUP");
    file.setCleanupComplete();
  }

  private void requireSuccess(int status, String what) {
    if (status != NtStatus.SUCCESS) {
      ke.verifier().finding(what + " ended with 0x" + Integer.toHexString(status));
    }
  }

  @Override
  public void deleted(FileObject file) {
    if (!open.remove(file)) {
      return;
    }
    // The IRP's own reference must not delete the file object a second time.
    Irp irp = newIrp(IrpParameters.plain(MajorFunction.CLOSE, Irp.KERNEL_MODE), file);
    requireSuccess(send(irp, "IRP_MJ_CLOSE"), "IRP_MJ_CLOSE");
    CompletionBinding binding = file.binding();
    if (binding != null) {
      binding.queue().dereference();
    }
    forget(file);
  }

  @Override
  public void overDereferenced(FileObject file) {
    throw ke.verifier()
        .bugCheck(0x18, "REFERENCE_BY_POINTER", file + " dereferenced more often than referenced");
  }

  /** At DISPATCH_LEVEL or with driver code on the stack work like an unload must wait. */
  static void whenSafe(Runnable work) {
    ExecutionContext.current().whenDriverReturned(work);
  }
}
