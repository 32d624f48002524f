package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ob.OpenedHandle;
import dev.auroraedr.km.emulator.ob.ProcessHandles;
import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.emulator.ps.ProcessSpec;

/** Starts and ends processes, telling the notify routines. Thread-safe. */
public final class ProcessWorld {
  private final ProcessManager processes;
  private final ProcessNotify notify;
  private final ProcessHandles handles;

  /** Processes of a machine. */
  public ProcessWorld(ProcessManager processes, ProcessNotify notify, ProcessHandles handles) {
    this.processes = processes;
    this.notify = notify;
    this.handles = handles;
  }

  /**
   * Outcome of starting a process.
   *
   * @param status STATUS_SUCCESS, or what a notify routine refused it with
   * @param process the process, which has ended if it was refused
   * @param creatorAccess rights of the handle that the creator got
   */
  public record Started(int status, Process process, int creatorAccess) {}

  /**
   * NtCreateUserProcess in the name of a thread.
   *
   * @param spec the process; its parent may be another than the creator's
   * @param commandLine may be null
   */
  public Started start(KThread creator, ProcessSpec spec, String commandLine) {
    return startWith(creator, spec, StartOptions.of(commandLine, spec.imagePath()));
  }

  /**
   * NtCreateUserProcess in the name of a thread: the process is inserted, its creator's handle made
   * and its parent's handles inherited, then the notify routines are called, in the creator's
   * thread. An error in CreationStatus ends the process before its first instruction.
   */
  public Started startWith(KThread creator, ProcessSpec spec, StartOptions options) {
    Started[] started = new Started[1];
    processes.runAs(creator, () -> started[0] = startAs(creator, spec, options));
    return started[0];
  }

  private Started startAs(KThread creator, ProcessSpec spec, StartOptions options) {
    Process process = processes.createProcess(spec, options.processId());
    OpenedHandle handle =
        handles.open(process, 0, StartOptions.CREATOR_ACCESS, creator.isPreviousModeKernel());
    Process parent = spec.parent() == null ? creator.process() : spec.parent();
    if (options.inheritHandles()) {
      handles.inherit(parent, process);
    }
    int status = tellCreated(process, new CreateNotifyInfo(parent, creator, options.told()));
    if (handle.status() == NtStatus.SUCCESS && !(options.keepHandle() && status >= 0)) {
      handles.close(handle.handle());
    }
    return new Started(status, process, handle.grantedAccess());
  }

  private int tellCreated(Process process, CreateNotifyInfo info) {
    if (process.minimal()) {
      return NtStatus.SUCCESS;
    }
    notify.notify(process, info);
    if (!info.isRefused()) {
      return NtStatus.SUCCESS;
    }
    KThread first = process.createThread();
    if (notify.tellsExitOfRefused()) {
      exit(first);
    } else {
      processes.remove(process);
    }
    return info.creationStatus();
  }

  /** Ends a process by its last thread. Its handles are the caller's business. */
  public void exit(KThread last) {
    Process process = last.process();
    if (!process.minimal()) {
      processes.runAs(last, () -> notify.notify(process, null));
    }
    processes.remove(process);
  }
}
