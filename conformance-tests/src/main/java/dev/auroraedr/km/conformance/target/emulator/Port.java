package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.emulator.io.CompletionQueue;
import dev.auroraedr.km.emulator.io.IoRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A completion port of one process. Thread-safe. */
final class Port implements TargetPort {
  private final Caller caller;
  private final long handle;
  private final CompletionQueue queue;

  Port(Caller caller, long handle, CompletionQueue queue) {
    this.caller = caller;
    this.handle = handle;
    this.queue = queue;
  }

  CompletionQueue queue() {
    return queue;
  }

  @Override
  public List<Packet> dequeue(int max, Duration limit) {
    IoRequest[] into = new IoRequest[max];
    int taken = queue.remove(into, limit.toNanos());
    List<Packet> packets = new ArrayList<>(taken);
    for (int i = 0; i < taken; i++) {
      Request request = (Request) into[i].owner();
      packets.add(new Packet(into[i].key(), request, request.completion()));
    }
    return packets;
  }

  @Override
  public int depth() {
    return queue.depth();
  }

  @Override
  public void close() {
    if (!queue.closed() && !caller.process().terminated()) {
      caller.inside(() -> caller.machine().nt().close(handle));
    }
  }
}
