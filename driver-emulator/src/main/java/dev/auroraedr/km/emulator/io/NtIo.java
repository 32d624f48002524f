package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ob.EventObject;
import dev.auroraedr.km.emulator.ob.HandleEntry;
import dev.auroraedr.km.emulator.ob.KObject;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.se.AccessMask;
import java.util.List;
import java.util.function.Predicate;

/**
 * System services of the I/O manager, called as the current emulated thread with previous mode
 * UserMode. Statuses are those of Windows; a handle belongs to the current process. Thread-safe.
 */
public final class NtIo {
  private final Ke ke;
  private final ProcessManager ps;
  private final ObjectManager ob;
  private final FileOpener opener;
  private final FileLifecycle files;
  private final RequestIssuer issuer;
  private final IrpEngine engine;
  private final RequestEnd end;

  NtIo(IoParts parts) {
    this.ke = parts.ke();
    this.ps = parts.ps();
    this.ob = parts.ob();
    this.opener = new FileOpener(parts.namespace(), parts.ob(), parts.files());
    this.files = parts.files();
    this.issuer = new RequestIssuer(parts);
    this.engine = parts.engine();
    this.end = parts.end();
  }

  /** NtCreateFile. */
  public OpenResult createFile(OpenParameters parameters) {
    ke.verifier().requireRunning();
    Process process = ps.currentProcess();
    OpenResult result = opener.open(parameters, process, Irp.USER_MODE);
    return result.handle() != 0 && closedByDeath(process, result.handle())
        ? OpenResult.failed(NtStatus.PROCESS_IS_TERMINATING)
        : result;
  }

  /**
   * A process that died while a handle was made for it has closed the handle, or did not see it
   * yet: then it is closed here. Handle first and state second, as its death goes the other way.
   */
  private boolean closedByDeath(Process process, long handle) {
    if (!process.terminated()) {
      return false;
    }
    close(process, handle);
    return true;
  }

  /**
   * NtClose.
   *
   * @return over at once, with STATUS_SUCCESS or STATUS_INVALID_HANDLE; parked if it closes the
   *     last handle of a synchronous file object with a request in progress
   */
  public ParkedCall close(long handle) {
    ke.verifier().requireRunning();
    return close(ps.currentProcess(), handle);
  }

  private ParkedCall close(Process process, long handle) {
    try {
      int status = ob.close(process, handle);
      ParkedCall parked = files.closing();
      return parked != null ? parked : ParkedCall.over(process, status);
    } finally {
      files.forgetClosing();
    }
  }

  /**
   * NtDeviceIoControlFile in the order of facts 1.2.
   *
   * @param request its buffers and status block; in flight until it has ended and its packet, if
   *     any, was dequeued
   * @return STATUS_PENDING if it goes on; on a synchronous handle {@link IoRequest#parkedCall} then
   *     tells when the blocked caller goes on
   * @throws IllegalStateException if the request is in flight already
   */
  public int deviceIoControlFile(long handle, IoRequest request, int code) {
    return issuer.issue(handle, request, MajorFunction.DEVICE_CONTROL, code);
  }

  /** NtFsControlFile. */
  public int fsControlFile(long handle, IoRequest request, int code) {
    return issuer.issue(handle, request, MajorFunction.FILE_SYSTEM_CONTROL, code);
  }

  /**
   * Any other service that sends one IRP: NtReadFile, NtWriteFile, NtFlushBuffersFile,
   * NtQueryInformationFile and so on.
   *
   * @param major its major function; lengths and buffers are those of the request
   */
  public int call(long handle, IoRequest request, int major) {
    return issuer.issue(handle, request, major, 0);
  }

  /**
   * NtCancelIoFileEx: asks to cancel what the current process has under way on the file object.
   *
   * @param request one request, or null for all
   * @return STATUS_SUCCESS if one was found, whatever becomes of it; STATUS_NOT_FOUND
   */
  public int cancelIoFileEx(long handle, IoRequest request) {
    Process process = ps.currentProcess();
    return cancel(
        handle,
        irp -> irp.thread.process() == process && (request == null || irp.request == request));
  }

  /** NtCancelIoFile: only what the current thread has under way; always succeeds. */
  public int cancelIoFile(long handle) {
    KThread thread = ps.currentThread();
    int status = cancel(handle, irp -> irp.thread == thread);
    return status == NtStatus.NOT_FOUND ? NtStatus.SUCCESS : status;
  }

  private int cancel(long handle, Predicate<Irp> matches) {
    ke.verifier().requireRunning();
    HandleEntry entry = ob.reference(ps.currentProcess(), handle);
    if (entry == null) {
      return NtStatus.INVALID_HANDLE;
    }
    try {
      if (!(entry.object() instanceof FileObject file)) {
        return NtStatus.OBJECT_TYPE_MISMATCH;
      }
      List<Irp> found = file.pin(matches);
      found.forEach(engine::cancel);
      return found.isEmpty() ? NtStatus.NOT_FOUND : NtStatus.SUCCESS;
    } finally {
      entry.object().dereference();
    }
  }

  /**
   * NtDuplicateObject with DUPLICATE_SAME_ACCESS, from the current process into another.
   *
   * @return the new handle; 0 if the handle is bad or the target has ended
   */
  public long duplicateObject(long handle, Process target) {
    ke.verifier().requireRunning();
    long copy = ob.duplicate(ps.currentProcess(), handle, target);
    return copy != 0 && closedByDeath(target, copy) ? 0 : copy;
  }

  /** NtCreateEvent: a notification event that is not signalled; returns its handle. */
  public long createEvent() {
    return insert(new EventObject(), AccessMask.EVENT_ALL_ACCESS);
  }

  /** The event behind a handle of the current process, or null. */
  public EventObject event(long handle) {
    HandleEntry entry = ob.entry(ps.currentProcess(), handle);
    return entry != null && entry.object() instanceof EventObject event ? event : null;
  }

  /** NtCreateIoCompletion; returns its handle. */
  public long createIoCompletion() {
    return insert(new CompletionQueue(ke.verifier(), end), AccessMask.EVENT_ALL_ACCESS);
  }

  /** The completion port behind a handle of the current process, or null. */
  public CompletionQueue completionQueue(long handle) {
    HandleEntry entry = ob.entry(ps.currentProcess(), handle);
    return entry != null && entry.object() instanceof CompletionQueue queue ? queue : null;
  }

  private long insert(KObject object, int access) {
    ke.verifier().requireRunning();
    long handle = ob.insert(ps.currentProcess(), new HandleEntry(object, access, false));
    object.dereference();
    return closedByDeath(ps.currentProcess(), handle) ? 0 : handle;
  }

  /**
   * NtSetInformationFile of FileCompletionInformation: binds once and for good (facts 1.6).
   *
   * @return STATUS_SUCCESS; STATUS_INVALID_PARAMETER if bound already or synchronous;
   *     STATUS_INVALID_HANDLE
   */
  public int setCompletion(long handle, CompletionQueue queue, long key) {
    FileObject file = file(handle);
    if (file == null) {
      return NtStatus.INVALID_HANDLE;
    }
    if (file.synchronous() || !file.bind(new CompletionBinding(queue, key))) {
      return NtStatus.INVALID_PARAMETER;
    }
    queue.reference();
    return NtStatus.SUCCESS;
  }

  /**
   * SetFileCompletionNotificationModes.
   *
   * @param modes 1 no packet for a success at once, 2 no event of the file object; never taken back
   */
  public int setNotificationModes(long handle, int modes) {
    FileObject file = file(handle);
    if (file == null) {
      return NtStatus.INVALID_HANDLE;
    }
    if ((modes & ~(RequestEnd.SKIP_PACKET_ON_SUCCESS | RequestEnd.SKIP_EVENT_ON_HANDLE)) != 0) {
      return NtStatus.INVALID_PARAMETER;
    }
    file.addNotificationModes(modes);
    return NtStatus.SUCCESS;
  }

  private FileObject file(long handle) {
    HandleEntry entry = ob.entry(ps.currentProcess(), handle);
    return entry != null && entry.object() instanceof FileObject file ? file : null;
  }

  /**
   * A process ends (facts 2.6): its blocked calls end, its requests are cancelled, its handles
   * closed, in this order. Callbacks of drivers are the caller's business.
   */
  public void terminateProcess(Process process) {
    ke.verifier().requireRunning();
    ps.markTerminated(process);
    KThread thread =
        process.threads().isEmpty() ? process.createThread() : process.threads().get(0);
    ps.runAs(thread, () -> rundown(process));
    ps.remove(process);
  }

  private void rundown(Process process) {
    for (FileObject file : files.openFiles()) {
      if (file.synchronous()) {
        file.synchronousLock().abandon(process);
      }
    }
    cancelAll(irp -> irp.thread.process() == process);
    for (long handle : ob.handles(process)) {
      close(process, handle);
    }
  }

  /** A thread ends: its requests are cancelled, but not those on handles bound to a port. */
  public void exitThread(KThread thread) {
    ps.markTerminated(thread);
    cancelAll(irp -> irp.thread == thread && irp.file.binding() == null);
  }

  private void cancelAll(Predicate<Irp> matches) {
    for (FileObject file : files.openFiles()) {
      if (file.tryReference()) {
        file.pin(matches).forEach(engine::cancel);
        file.dereference();
      }
    }
  }
}
