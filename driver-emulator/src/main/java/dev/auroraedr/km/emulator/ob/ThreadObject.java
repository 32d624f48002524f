package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.emulator.ps.KThread;

/** A thread that handles stand for. */
final class ThreadObject extends KObject {
  private final KThread thread;

  ThreadObject(KThread thread) {
    this.thread = thread;
  }

  KThread thread() {
    return thread;
  }

  @Override
  protected void lastHandleClosed() {
    // A thread keeps nothing for its handles.
  }

  @Override
  protected void deleted() {
    // The process manager keeps the thread.
  }

  @Override
  protected void overDereferenced() {
    throw new IllegalStateException(thread + " dereferenced too often");
  }
}
