package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.ob.ObjectCallbacks;
import dev.auroraedr.km.emulator.ob.PreOperationInformation;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;

/**
 * Opens and duplicates handles to processes, as far as object callbacks see it: the access that
 * they leave is what the caller gets. Thread-safe.
 */
public final class HandleWorld {
  private final ObjectCallbacks callbacks;
  private final ProcessManager processes;

  /** Process handles of a machine. */
  public HandleWorld(ObjectCallbacks callbacks, ProcessManager processes) {
    this.callbacks = callbacks;
    this.processes = processes;
  }

  /** NtOpenProcess by a thread; returns the access granted. */
  public int open(KThread opener, Process target, int desiredAccess) {
    return ask(opener, PreOperationInformation.create(target, false, desiredAccess));
  }

  /** A driver's open with OBJ_KERNEL_HANDLE; returns the access granted. */
  public int openKernelHandle(KThread opener, Process target, int desiredAccess) {
    return ask(opener, PreOperationInformation.create(target, true, desiredAccess));
  }

  /** NtDuplicateObject of a handle to {@code target} into {@code receiver}. */
  public int duplicate(KThread caller, Process target, Process receiver, int desiredAccess) {
    return ask(caller, PreOperationInformation.duplicate(target, receiver, false, desiredAccess));
  }

  private int ask(KThread caller, PreOperationInformation information) {
    processes.runAs(caller, () -> callbacks.preOperation(information));
    return information.desiredAccess();
  }
}
