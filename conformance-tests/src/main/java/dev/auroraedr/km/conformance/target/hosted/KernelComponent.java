package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.concurrent.atomic.AtomicBoolean;

/** A kernel-mode component of a hosted machine. Thread-safe. */
final class KernelComponent implements KernelCaller {
  private final Requests requests;

  KernelComponent(Requests requests) {
    this.requests = requests;
  }

  @Override
  public FileReference reference(TargetHandle handle) {
    Message message = ((Handle) handle).message();
    return new Reference(requests.kernel().call(Operations.REFERENCE, message).u64());
  }

  @Override
  public Submission controlWithoutFile(ControlRequest request) {
    return requests.send(Operations.CONTROL_WITHOUT_FILE, new Message(), request);
  }

  /** A referenced file object. */
  private final class Reference implements FileReference {
    private final long id;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Reference(long id) {
      this.id = id;
    }

    private Message message() {
      return new Message().u64(id);
    }

    @Override
    public Submission control(ControlRequest request) {
      return requests.send(Operations.CONTROL, message(), request);
    }

    @Override
    public Completion cleanup() {
      Reply reply = requests.kernel().call(Operations.CLEANUP, message());
      return new Completion(reply.u32(), reply.u64(), new byte[0]);
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        requests.kernel().call(Operations.DEREFERENCE, message());
      }
    }
  }
}
