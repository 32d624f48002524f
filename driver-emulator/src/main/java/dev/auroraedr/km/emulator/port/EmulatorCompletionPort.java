package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.emulator.io.CompletionQueue;
import dev.auroraedr.km.emulator.io.IoRequest;
import java.util.concurrent.atomic.AtomicReference;

/** A completion port of the emulated client process. */
final class EmulatorCompletionPort implements CompletionPort {
  private final Caller caller;
  private final long handle;
  private final CompletionQueue queue;
  private final AtomicReference<IoRequest[]> spare = new AtomicReference<>(new IoRequest[64]);

  EmulatorCompletionPort(Caller caller, long handle) {
    this.caller = caller;
    this.handle = handle;
    this.queue = caller.nt().completionQueue(handle);
  }

  CompletionQueue queue() {
    return queue;
  }

  boolean isOf(Caller candidate) {
    return caller == candidate;
  }

  @Override
  public int dequeue(OverlappedRequest[] into, long timeoutNanos) {
    IoRequest[] taken = spare.getAndSet(null);
    if (taken == null || taken.length != into.length) {
      taken = new IoRequest[into.length];
    }
    int count = queue.remove(taken, timeoutNanos);
    for (int i = 0; i < count; i++) {
      into[i] = taken[i] == null ? null : (OverlappedRequest) taken[i].owner();
      taken[i] = null;
    }
    spare.set(taken);
    return count;
  }

  @Override
  public void wake() {
    queue.postEmpty();
  }

  @Override
  public boolean isClosed() {
    return queue.closed();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (queue.closed()) {
        return;
      }
      caller.close(handle);
    }
  }
}
