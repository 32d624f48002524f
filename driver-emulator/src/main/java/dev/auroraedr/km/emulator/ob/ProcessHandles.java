package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.se.AccessMask;
import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/**
 * Opens handles to processes and threads, in the name of the current thread. Rights are mapped and
 * checked first; then object callbacks may take some away; thread objects have no callbacks here.
 * Kernel handles stand in the system process's table. Thread-safe.
 */
public final class ProcessHandles {
  /** OBJ_INHERIT. */
  public static final int OBJ_INHERIT = 0x2;

  /** OBJ_KERNEL_HANDLE; taken from a user-mode caller's attributes. */
  public static final int OBJ_KERNEL_HANDLE = 0x200;

  /** What sets a kernel handle's value apart. */
  private static final long KERNEL_FLAG = 0xFFFF_FFFF_8000_0000L;

  private final KernelCalls calls;
  private final ObjectManager ob;
  private final ProcessManager ps;
  private final ObjectCallbacks callbacks;

  /** Handles of one machine. */
  public ProcessHandles(
      KernelCalls calls, ObjectManager ob, ProcessManager ps, ObjectCallbacks callbacks) {
    this.calls = calls;
    this.ob = ob;
    this.ps = ps;
    this.callbacks = callbacks;
  }

  /**
   * ObOpenObjectByPointer, called by a driver.
   *
   * @param attributes {@link #OBJ_KERNEL_HANDLE} and {@link #OBJ_INHERIT}
   * @param kernelMode AccessMode: true asks for no rights
   * @return STATUS_SUCCESS, STATUS_ACCESS_DENIED or STATUS_INSUFFICIENT_RESOURCES
   */
  public OpenedHandle openObjectByPointer(
      Process target, int attributes, int desiredAccess, boolean kernelMode) {
    int failure = calls.enterForStatus("ObOpenObjectByPointer");
    return failure == NtStatus.SUCCESS
        ? open(target, attributes, desiredAccess, kernelMode)
        : OpenedHandle.failed(failure);
  }

  /** ZwClose, called by a driver: STATUS_SUCCESS or STATUS_INVALID_HANDLE. */
  public int zwClose(long handle) {
    calls.enter("ZwClose");
    return close(handle);
  }

  /** Opens a process as the system itself does, for a creator or for NtOpenProcess. */
  public OpenedHandle open(Process target, int attributes, int desiredAccess, boolean kernelMode) {
    ProcessObject object = ProcessObject.of(target);
    int allowed = rights(object.security(), desiredAccess, kernelMode);
    if (allowed == 0 && !kernelMode) {
      return OpenedHandle.failed(NtStatus.ACCESS_DENIED);
    }
    boolean kernelHandle = (attributes & OBJ_KERNEL_HANDLE) != 0;
    PreOperationInformation information =
        PreOperationInformation.create(target, kernelHandle, allowed);
    callbacks.preOperation(information);
    boolean inherit = (attributes & OBJ_INHERIT) != 0;
    return insert(kernelHandle, new HandleEntry(object, information.desiredAccess(), inherit));
  }

  /** Rights after mapping and SeAccessCheck; 0 if access is denied. */
  private int rights(SecurityDescriptor security, int desiredAccess, boolean kernelMode) {
    int mapped = AccessMask.mapProcess(desiredAccess);
    boolean maximum = (mapped & AccessMask.MAXIMUM_ALLOWED) != 0;
    if (kernelMode) {
      return maximum ? AccessMask.PROCESS_ALL_ACCESS : mapped;
    }
    return security.accessCheck(ps.currentProcess().token(), mapped);
  }

  private OpenedHandle insert(boolean kernelHandle, HandleEntry entry) {
    Process owner = kernelHandle ? ps.systemProcess() : ps.currentProcess();
    long handle = ob.insert(owner, entry);
    return new OpenedHandle(
        NtStatus.SUCCESS, kernelHandle ? handle | KERNEL_FLAG : handle, entry.grantedAccess());
  }

  /**
   * NtOpenProcess by the current thread.
   *
   * @return STATUS_SUCCESS, STATUS_INVALID_CID if no process has the id, or STATUS_ACCESS_DENIED
   */
  public OpenedHandle openProcess(int processId, int attributes, int desiredAccess) {
    Process target = ps.lookup(processId);
    if (target == null) {
      return OpenedHandle.failed(NtStatus.INVALID_CID);
    }
    boolean kernelMode = ps.previousModeIsKernel();
    int sanitised = kernelMode ? attributes : attributes & ~OBJ_KERNEL_HANDLE;
    return open(target, sanitised, desiredAccess, kernelMode);
  }

  /** NtOpenThread by the current thread: no object callback is asked. */
  public OpenedHandle openThread(KThread target, int desiredAccess) {
    SecurityDescriptor security = ProcessObject.of(target.process()).security();
    int allowed = rights(security, desiredAccess, ps.previousModeIsKernel());
    return allowed == 0
        ? OpenedHandle.failed(NtStatus.ACCESS_DENIED)
        : insert(false, new HandleEntry(new ThreadObject(target), allowed, false));
  }

  /**
   * NtDuplicateObject by the current thread, which has PROCESS_DUP_HANDLE for both processes.
   *
   * @param source whose handle it is
   * @param receiver who gets the copy
   * @param desiredAccess rights of the copy; null for DUPLICATE_SAME_ACCESS
   * @return STATUS_SUCCESS, STATUS_INVALID_HANDLE, or STATUS_ACCESS_DENIED if the caller may not
   *     have the rights that the handle lacks
   */
  public OpenedHandle duplicate(
      Process source, long handle, Process receiver, Integer desiredAccess) {
    HandleEntry entry = ob.reference(source, handle);
    if (entry == null) {
      return OpenedHandle.failed(NtStatus.INVALID_HANDLE);
    }
    try {
      return copy(entry, source, receiver, desiredAccess);
    } finally {
      entry.object().dereference();
    }
  }

  private OpenedHandle copy(
      HandleEntry entry, Process source, Process receiver, Integer desiredAccess) {
    int granted = entry.grantedAccess();
    if (entry.object() instanceof ProcessObject object) {
      int wanted = desiredAccess == null ? granted : AccessMask.mapProcess(desiredAccess);
      if ((wanted & ~granted) != 0) {
        wanted = rights(object.security(), wanted, ps.previousModeIsKernel());
        if (wanted == 0) {
          return OpenedHandle.failed(NtStatus.ACCESS_DENIED);
        }
      }
      PreOperationInformation information =
          PreOperationInformation.duplicate(object.process(), source, receiver, false, wanted);
      callbacks.preOperation(information);
      granted = information.desiredAccess();
    }
    long copy = ob.insert(receiver, new HandleEntry(entry.object(), granted, false));
    return new OpenedHandle(NtStatus.SUCCESS, copy, granted);
  }

  /** Gives a new process its parent's inheritable handles: no object callback is asked. */
  public void inherit(Process parent, Process child) {
    ob.inherit(parent, child);
  }

  /** NtClose by the current thread: STATUS_SUCCESS or STATUS_INVALID_HANDLE. */
  public int close(long handle) {
    boolean kernelHandle = (handle & KERNEL_FLAG) == KERNEL_FLAG;
    return kernelHandle
        ? ob.close(ps.systemProcess(), handle & ~KERNEL_FLAG)
        : ob.close(ps.currentProcess(), handle);
  }

  /** The newest handle of a process to another; null if it has none. */
  public Long handleTo(Process holder, Process target) {
    Long found = null;
    for (long handle : ob.handles(holder)) {
      HandleEntry entry = ob.entry(holder, handle);
      if (entry != null
          && entry.object() instanceof ProcessObject object
          && object.process() == target) {
        found = handle;
      }
    }
    return found;
  }

  /** Kernel handles to processes that stand now: a driver that goes leaves none. */
  public int kernelHandles() {
    int count = 0;
    for (long handle : ob.handles(ps.systemProcess())) {
      HandleEntry entry = ob.entry(ps.systemProcess(), handle);
      count += entry != null && entry.object() instanceof ProcessObject ? 1 : 0;
    }
    return count;
  }
}
