package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.SecurityDescriptor;

/** The object header of a process, for as long as handles stand for it. Thread-safe. */
final class ProcessObject extends KObject {
  private final Process process;
  private final SecurityDescriptor security;

  private ProcessObject(Process process) {
    this.process = process;
    this.security = owned(process.token().user().text());
  }

  /** The header of a process; made at the first call. */
  static ProcessObject of(Process process) {
    Object header = process.header();
    return header != null ? (ProcessObject) header : create(process);
  }

  private static ProcessObject create(Process process) {
    synchronized (process) {
      if (process.header() == null) {
        process.setHeader(new ProcessObject(process));
      }
      return (ProcessObject) process.header();
    }
  }

  /** What a default token gives a process: all to its user, SYSTEM and administrators. */
  private static SecurityDescriptor owned(String user) {
    return SecurityDescriptor.parse(
        "D:(A;;0x1FFFFF;;;" + user + ")(A;;0x1FFFFF;;;SY)(A;;0x1FFFFF;;;BA)");
  }

  Process process() {
    return process;
  }

  SecurityDescriptor security() {
    return security;
  }

  @Override
  protected void lastHandleClosed() {
    // A process lives on without handles.
  }

  @Override
  protected void deleted() {
    // The process manager keeps the process; its own reference is never given back.
  }

  @Override
  protected void overDereferenced() {
    throw new IllegalStateException(process + " dereferenced too often");
  }
}
