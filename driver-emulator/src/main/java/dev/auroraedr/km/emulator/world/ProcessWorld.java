package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.ps.CreateNotifyInfo;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** Starts and ends processes, telling the notify routines. Thread-safe. */
public final class ProcessWorld {
  private final ProcessManager processes;
  private final ProcessNotify notify;

  /** Processes of a machine. */
  public ProcessWorld(ProcessManager processes, ProcessNotify notify) {
    this.processes = processes;
    this.notify = notify;
  }

  /**
   * Outcome of starting a process.
   *
   * @param status STATUS_SUCCESS, or what a notify routine refused it with
   * @param process the process, which has ended if it was refused
   */
  public record Started(int status, Process process) {}

  /**
   * NtCreateUserProcess in the name of a thread.
   *
   * @param spec the process; its parent may be another than the creator's
   * @param commandLine may be null
   */
  public Started start(KThread creator, ProcessSpec spec, String commandLine) {
    Process process = processes.createProcess(spec);
    UnicodeString image = UnicodeString.of(spec.imagePath());
    UnicodeString command = commandLine == null ? null : UnicodeString.of(commandLine);
    Process parent = spec.parent() == null ? creator.process() : spec.parent();
    CreateNotifyInfo info = new CreateNotifyInfo(parent.processId(), creator, image, command);
    processes.runAs(creator, () -> notify.notify(process, info));
    if (info.creationStatus() < 0) {
      exit(process.createThread());
    }
    return new Started(info.creationStatus(), process);
  }

  /** Ends a process by its last thread. Its handles are the caller's business. */
  public void exit(KThread last) {
    processes.runAs(last, () -> notify.notify(last.process(), null));
    processes.remove(last.process());
  }
}
