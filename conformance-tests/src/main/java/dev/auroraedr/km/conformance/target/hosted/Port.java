package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A completion port of one process. Thread-safe. */
final class Port implements TargetPort {
  private final Caller caller;
  private final long id;
  private final AtomicBoolean closed = new AtomicBoolean();

  Port(Caller caller, long id) {
    this.caller = caller;
    this.id = id;
  }

  long id() {
    return id;
  }

  private Message message() {
    return new Message().u64(id);
  }

  @Override
  public List<Packet> dequeue(int max, Duration limit) {
    Message message = message().u32(max).u32(Math.toIntExact(limit.toMillis()));
    Reply reply = caller.call(Operations.DEQUEUE, message);
    int count = reply.u32();
    List<Packet> packets = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long key = reply.u64();
      Request request = caller.requests().of(reply.u64());
      packets.add(new Packet(key, request, request.dequeued()));
    }
    return packets;
  }

  @Override
  public int depth() {
    return caller.call(Operations.DEPTH, message()).u32();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && !caller.killed()) {
      caller.call(Operations.CLOSE_PORT, message());
    }
  }
}
