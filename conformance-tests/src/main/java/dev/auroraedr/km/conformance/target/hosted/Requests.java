package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The requests of one machine that the hosted kernel still keeps. It forgets a request once its end
 * is known and no packet of it can come any more. Thread-safe.
 */
final class Requests {
  private final HostedKernel kernel;
  private final Map<Long, Request> kept = new ConcurrentHashMap<>();
  private volatile boolean anyPort;

  Requests(HostedKernel kernel) {
    this.kernel = kernel;
  }

  HostedKernel kernel() {
    return kernel;
  }

  /** From now on requests may end in packets. */
  void portMade() {
    anyPort = true;
  }

  boolean packetsMayCome() {
    return anyPort;
  }

  /** Sends a request whose parameters end with those of the control request. */
  Request send(int operation, Message message, ControlRequest control) {
    Reply reply = kernel.call(operation, Components.write(message, control));
    int returned = reply.u32();
    return kept.computeIfAbsent(reply.u64(), id -> new Request(this, id, returned));
  }

  /** The request of a packet. */
  Request of(long id) {
    Request request = kept.get(id);
    if (request == null) {
      throw new IllegalStateException("the hosted kernel dequeued a packet of no request: " + id);
    }
    return request;
  }

  void forget(long id) {
    kept.remove(id);
    kernel.call(Operations.FORGET, new Message().u64(id));
  }
}
