package dev.auroraedr.km.emulator.ps;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** PS_CREATE_NOTIFY_INFO: a process about to run; a routine may refuse it. */
public final class CreateNotifyInfo {
  private final int parentProcessId;
  private final KThread creatingThread;
  private final UnicodeString imageFileName;
  private final UnicodeString commandLine;
  private int creationStatus;

  /** A process that nobody has refused; {@code commandLine} may be null. */
  public CreateNotifyInfo(
      int parentProcessId,
      KThread creatingThread,
      UnicodeString imageFileName,
      UnicodeString commandLine) {
    this.parentProcessId = parentProcessId;
    this.creatingThread = creatingThread;
    this.imageFileName = imageFileName;
    this.commandLine = commandLine;
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

  /** ImageFileName. */
  public UnicodeString imageFileName() {
    return imageFileName;
  }

  /** CommandLine; null where there is none. */
  public UnicodeString commandLine() {
    return commandLine;
  }

  /** CreationStatus: an error refuses the process. */
  public int creationStatus() {
    return creationStatus;
  }

  /** Sets CreationStatus. */
  public void setCreationStatus(int status) {
    creationStatus = status;
  }
}
