package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** PS_CREATE_NOTIFY_INFO: a process about to run; a routine may refuse it. */
public final class CreateNotifyInfo {
  private final int parentProcessId;
  private final KThread creatingThread;
  private final CreationNames names;
  private int creationStatus;

  /** A process that nobody has refused. */
  public CreateNotifyInfo(Process parent, KThread creatingThread, CreationNames names) {
    this.parentProcessId = parent.processId();
    this.creatingThread = creatingThread;
    this.names = names;
  }

  /** ParentProcessId. */
  public int parentProcessId() {
    return parentProcessId;
  }

  /** CreatingThreadId.UniqueProcess. */
  public int creatingProcessId() {
    return creatingThread.process().processId();
  }

  /** CreatingThreadId.UniqueThread. */
  public int creatingThreadId() {
    return creatingThread.threadId();
  }

  /** FileOpenNameAvailable: whether ImageFileName is the name that the file was opened with. */
  public boolean fileOpenNameAvailable() {
    return names.fileOpenNameAvailable();
  }

  /** IsSubsystemProcess: never, as such processes are told to Ex2 routines only. */
  public boolean isSubsystemProcess() {
    return false;
  }

  /** ImageFileName; null where there is none. */
  public UnicodeString imageFileName() {
    return names.imageFileName();
  }

  /** CommandLine; null where there is none. */
  public UnicodeString commandLine() {
    return names.commandLine();
  }

  /** CreationStatus: an error refuses the process. */
  public int creationStatus() {
    return creationStatus;
  }

  /** Sets CreationStatus. */
  public void setCreationStatus(int status) {
    creationStatus = status;
  }

  /** Whether CreationStatus is an error: a warning or success refuses nothing. */
  public boolean isRefused() {
    return creationStatus >>> 30 == 3;
  }
}
