package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ob.EventObject;
import dev.auroraedr.km.emulator.ob.HandleEntry;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.se.AccessMask;

/** Makes IRPs of users' requests and sends them: NtDeviceIoControlFile and its like (facts 1.2). */
final class RequestIssuer {
  private final Ke ke;
  private final ProcessManager ps;
  private final ObjectManager ob;
  private final RequestBuffers buffers;
  private final IrpEngine engine;

  RequestIssuer(IoParts parts) {
    this.ke = parts.ke();
    this.ps = parts.ps();
    this.ob = parts.ob();
    this.buffers = parts.buffers();
    this.engine = parts.engine();
  }

  int issue(long handle, IoRequest request, int major, int code) {
    ke.verifier().requireRunning();
    KThread thread = ps.currentThread();
    if (thread.terminated()) {
      return NtStatus.PROCESS_IS_TERMINATING;
    }
    request.begin();
    IrpParameters parameters = request.parametersFor(major, code, Irp.USER_MODE);
    int status = RequestBuffers.probe(request, parameters.method());
    if (status != NtStatus.SUCCESS) {
      return refuse(request, status);
    }
    HandleEntry entry = ob.reference(thread.process(), handle);
    if (entry == null) {
      return refuse(request, NtStatus.INVALID_HANDLE);
    }
    status = admit(entry, request, thread.process());
    if (status != NtStatus.SUCCESS) {
      entry.object().dereference();
      return refuse(request, status);
    }
    FileObject file = (FileObject) entry.object();
    return file.synchronous() ? park(file, request, thread) : send(file, request, thread);
  }

  /** Ends a request that never reached a driver: its caller is told by the call alone. */
  private static int refuse(IoRequest request, int status) {
    request.release();
    request.end(status, 0);
    return status;
  }

  private int admit(HandleEntry entry, IoRequest request, Process process) {
    if (!(entry.object() instanceof FileObject file)) {
      return NtStatus.OBJECT_TYPE_MISMATCH;
    }
    int needed = RequiredAccess.of(request.parameters);
    if (!RequiredAccess.isGranted(request.parameters, needed, entry.grantedAccess())) {
      return NtStatus.ACCESS_DENIED;
    }
    if (file.device().driver().fastIoDispatch() != null) {
      throw new NotModelledException("fast I/O table of " + file.device());
    }
    return request.eventHandle() == 0 ? NtStatus.SUCCESS : attachEvent(request, process);
  }

  private int attachEvent(IoRequest request, Process process) {
    HandleEntry entry = ob.reference(process, request.eventHandle());
    if (entry == null) {
      return NtStatus.INVALID_HANDLE;
    }
    boolean isEvent = entry.object() instanceof EventObject;
    if (!isEvent || (entry.grantedAccess() & AccessMask.EVENT_MODIFY_STATE) == 0) {
      entry.object().dereference();
      return isEvent ? NtStatus.ACCESS_DENIED : NtStatus.OBJECT_TYPE_MISMATCH;
    }
    request.event = (EventObject) entry.object();
    request.event.event().clear();
    return NtStatus.SUCCESS;
  }

  private static void detachEvent(IoRequest request) {
    if (request.event != null) {
      request.event.dereference();
      request.event = null;
    }
  }

  /** Sends the request; the file object's reference goes with the IRP. */
  private int send(FileObject file, IoRequest request, KThread thread) {
    file.event().clear();
    boolean fail = ke.calls().enter("IoAllocateIrp");
    int status = NtStatus.INSUFFICIENT_RESOURCES;
    Irp irp = null;
    if (!fail) {
      irp = request.irp == null ? new Irp(ke) : request.irp;
      request.irp = irp;
      irp.reset(methodOf(request.parameters, file.device()), file.device());
      irp.file = file;
      irp.request = request;
      irp.thread = thread;
      status = buffers.attach(irp, request);
    }
    if (status != NtStatus.SUCCESS) {
      detachEvent(request);
      file.dereference();
      return refuse(request, status);
    }
    file.link(irp);
    if (thread.process().terminated()) {
      // The process died on its way here and may not have seen this request (facts 2.6).
      irp.setCancel();
    }
    return engine.callDriver(irp);
  }

  /** Reads and writes travel as the device's flags say, the others as their code does. */
  private static IrpParameters methodOf(IrpParameters parameters, DeviceObject device) {
    boolean byDevice =
        parameters.major() == MajorFunction.READ || parameters.major() == MajorFunction.WRITE;
    if (!byDevice || device.has(DeviceObject.DO_BUFFERED_IO)) {
      return parameters;
    }
    return new IrpParameters(
        parameters.major(), parameters.code(), TransferMethod.NEITHER, parameters.mode());
  }

  /** A synchronous file object: the caller waits for the lock, then for the end (facts 1.7). */
  private int park(FileObject file, IoRequest request, KThread thread) {
    ParkedCall call = new ParkedCall(thread.process());
    request.parked = call;
    Runnable goOn = () -> ps.runAs(thread, () -> start(file, request, thread));
    Runnable giveUp =
        () -> {
          detachEvent(request);
          file.dereference();
          refuse(request, NtStatus.CANCELLED);
        };
    file.synchronousLock().acquire(new SynchronousLock.Waiter(call, goOn, giveUp));
    return call.status();
  }

  private void start(FileObject file, IoRequest request, KThread thread) {
    ParkedCall call = request.parked;
    file.reference();
    int status = send(file, request, thread);
    if (status != NtStatus.PENDING) {
      call.finish(status);
      file.synchronousLock().release();
    }
    file.dereference();
  }
}
