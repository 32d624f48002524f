package dev.auroraedr.km.emulator.ke;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A KMUTEX: waits at PASSIVE_LEVEL, and its holder stays there, so that it may call what a spin
 * lock forbids. Its owner may take it again, as on Windows.
 */
public final class KMutex {
  private static final long CRASH_CHECK_SECONDS = 1;

  private final ReentrantLock lock = new ReentrantLock();
  private final Ke ke;

  /** Makes a free mutex; {@code ke} counts acquisitions. */
  KMutex(Ke ke) {
    this.ke = ke;
  }

  /** KeWaitForSingleObject without a time limit. */
  public void acquire() {
    ke.calls().enter("KeWaitForSingleObject");
    ke.requirePassive("KeWaitForSingleObject");
    boolean interrupted = false;
    while (!lock.isHeldByCurrentThread()) {
      try {
        await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    ke.countLock();
  }

  private void await() throws InterruptedException {
    if (!lock.tryLock(CRASH_CHECK_SECONDS, TimeUnit.SECONDS)) {
      // Who holds it may have stopped with the machine and will never release it.
      ke.verifier().requireRunning();
    }
  }

  /** KeReleaseMutex. */
  public void release() {
    if (!lock.isHeldByCurrentThread()) {
      throw ke.verifier().violation("mutex released by a thread that does not own it");
    }
    lock.unlock();
    ke.calls().enter("KeReleaseMutex");
  }
}
