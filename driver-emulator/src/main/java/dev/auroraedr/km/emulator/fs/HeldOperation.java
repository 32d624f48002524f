package dev.auroraedr.km.emulator.fs;

import dev.auroraedr.km.emulator.ps.KThread;

/** An operation that has passed the filters and waits in the file system. Used once. */
public final class HeldOperation {
  private final NtFiles files;
  private final KThread thread;
  private final Operation operation;
  private Runnable next = () -> {};
  private boolean done;

  HeldOperation(NtFiles files, KThread thread, Operation operation) {
    this.files = files;
    this.thread = thread;
    this.operation = operation;
  }

  HeldOperation begin() {
    files.runAs(thread, operation::begin);
    return this;
  }

  HeldOperation then(Runnable action) {
    next = action;
    return this;
  }

  /** The file system completes it in the same thread; the final status. */
  public int finish() {
    files.runAs(thread, this::end);
    next.run();
    return operation.status();
  }

  /** The file system completes it in another thread at DISPATCH_LEVEL; the final status. */
  public int finishElsewhere() {
    files.runElsewhere(this::end);
    next.run();
    return operation.status();
  }

  private void end() {
    done = operation.end();
  }

  /** Whether fast I/O was disallowed, so that the operation comes again as an IRP. */
  boolean comesAgain() {
    return !done;
  }
}
