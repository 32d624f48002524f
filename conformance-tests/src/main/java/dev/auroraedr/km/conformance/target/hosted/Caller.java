package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process of a hosted machine that opens and calls. Thread-safe. */
final class Caller implements CallerProcess {
  private final Requests requests;
  private final int processId;
  private final AtomicBoolean killed = new AtomicBoolean();

  Caller(Requests requests, int processId) {
    this.requests = requests;
    this.processId = processId;
  }

  Requests requests() {
    return requests;
  }

  boolean killed() {
    return killed.get();
  }

  /** Performs an operation whose message begins with the process. */
  Reply call(int operation, Message message) {
    return requests.kernel().call(operation, message);
  }

  /** A message that begins with the process. */
  Message message() {
    return new Message().u32(processId);
  }

  @Override
  public int processId() {
    return processId;
  }

  @Override
  public OpenResult open(OpenRequest request) {
    long root = request.root() == null ? 0 : ((Handle) request.root()).value();
    Message message =
        message()
            .text(request.path())
            .u64(root)
            .u32(request.desiredAccess())
            .flag(request.overlapped());
    Reply reply = call(Operations.OPEN, message);
    int status = reply.u32();
    long information = reply.u64();
    long handle = reply.u64();
    return new OpenResult(status, information, handle == 0 ? null : new Handle(this, handle));
  }

  @Override
  public TargetPort createPort() {
    requests.portMade();
    return new Port(this, call(Operations.CREATE_PORT, message()).u64());
  }

  @Override
  public void kill() {
    if (killed.compareAndSet(false, true)) {
      call(Operations.KILL, message());
    }
  }
}
