package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.se.AccessMask;
import java.util.function.Supplier;

/** Opens, duplicates and closes handles to processes in the name of threads. Thread-safe. */
public final class HandleWorld {
  private final ProcessHandles handles;
  private final ProcessManager processes;

  /** Process handles of a machine. */
  public HandleWorld(ProcessHandles handles, ProcessManager processes) {
    this.handles = handles;
    this.processes = processes;
  }

  /** NtOpenProcess by a thread, and NtClose; returns the access granted, 0 if it was denied. */
  public int open(KThread opener, Process target, int desiredAccess) {
    return closed(opener, () -> openProcess(opener, target, 0, desiredAccess));
  }

  /** A driver's open with OBJ_KERNEL_HANDLE, and its close; returns the access granted. */
  public int openKernelHandle(KThread opener, Process target, int desiredAccess) {
    return closed(
        opener, () -> handles.open(target, ProcessHandles.OBJ_KERNEL_HANDLE, desiredAccess, true));
  }

  private int closed(KThread opener, Supplier<OpenedHandle> open) {
    OpenedHandle opened = as(opener, open);
    if (opened.status() == NtStatus.SUCCESS) {
      processes.runAs(opener, () -> handles.close(opened.handle()));
    }
    return opened.grantedAccess();
  }

  /** NtOpenProcess by a thread; attributes are those of {@link ProcessHandles}. */
  public OpenedHandle openProcess(
      KThread opener, Process target, int attributes, int desiredAccess) {
    return as(opener, () -> handles.openProcess(target.processId(), attributes, desiredAccess));
  }

  /** NtOpenThread by a thread. */
  public OpenedHandle openThread(KThread opener, KThread target, int desiredAccess) {
    return as(opener, () -> handles.openThread(target, desiredAccess));
  }

  /**
   * NtDuplicateObject by a thread, which opens both processes with PROCESS_DUP_HANDLE for it where
   * they are not its own.
   *
   * @param source whose handle it is
   * @param receiver who gets the copy
   * @param desiredAccess rights of the copy; null for DUPLICATE_SAME_ACCESS
   */
  public OpenedHandle duplicate(
      KThread caller, Process source, long handle, Process receiver, Integer desiredAccess) {
    if (!mayDuplicate(caller, source) || !mayDuplicate(caller, receiver)) {
      return new OpenedHandle(NtStatus.ACCESS_DENIED, 0, 0);
    }
    return as(caller, () -> handles.duplicate(source, handle, receiver, desiredAccess));
  }

  private boolean mayDuplicate(KThread caller, Process process) {
    return caller.process() == process || open(caller, process, AccessMask.PROCESS_DUP_HANDLE) != 0;
  }

  /** NtClose by a thread. */
  public int close(KThread holder, long handle) {
    int[] status = new int[1];
    processes.runAs(holder, () -> status[0] = handles.close(handle));
    return status[0];
  }

  /** The newest handle that a process has to another; null if it has none. */
  public Long handleTo(Process holder, Process target) {
    return handles.handleTo(holder, target);
  }

  private OpenedHandle as(KThread thread, Supplier<OpenedHandle> call) {
    OpenedHandle[] result = new OpenedHandle[1];
    processes.runAs(thread, () -> result[0] = call.get());
    return result[0];
  }
}
