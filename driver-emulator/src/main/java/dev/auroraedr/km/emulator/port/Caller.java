package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.io.NtIo;
import dev.auroraedr.km.emulator.ke.ExecutionContext;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.ps.Process;

/** The process that a port's calls are made in. */
final class Caller {
  private final NtIo nt;
  private final Verifier verifier;
  private final Process process;

  Caller(EmulatedMachine machine, Process process) {
    this.nt = machine.nt();
    this.verifier = machine.verifier();
    this.process = process;
  }

  NtIo nt() {
    return nt;
  }

  Process process() {
    return process;
  }

  void requireRunning() {
    verifier.requireRunning();
  }

  /** Closes a handle; on a machine that has stopped there is nothing left to close. */
  void close(long handle) {
    if (verifier.crash() != null) {
      return;
    }
    Object before = enter();
    try {
      nt.close(handle);
    } finally {
      leave(before);
    }
  }

  /** The calling Java thread becomes a thread of the process; give the result to {@link #leave}. */
  Object enter() {
    return ExecutionContext.current().switchTo(process.threadOfCaller());
  }

  void leave(Object before) {
    ExecutionContext.current().switchTo(before);
  }
}
