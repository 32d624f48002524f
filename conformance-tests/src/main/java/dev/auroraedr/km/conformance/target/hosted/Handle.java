package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle of one process. Thread-safe. */
final class Handle implements TargetHandle {
  private static final int BUFFER_BYTES = 64;

  private final Caller caller;
  private final long value;
  private final AtomicBoolean closeAsked = new AtomicBoolean();

  Handle(Caller caller, long value) {
    this.caller = caller;
    this.value = value;
  }

  long value() {
    return value;
  }

  /** A message that begins with the process and the handle. */
  Message message() {
    return caller.message().u64(value);
  }

  @Override
  public Submission submit(ControlRequest control) {
    return caller.requests().send(Operations.SUBMIT, message(), control);
  }

  @Override
  public int bind(TargetPort port, long key) {
    Message message = message().u64(((Port) port).id()).u64(key);
    return caller.call(Operations.BIND, message).u32();
  }

  @Override
  public boolean cancel(Submission submission) {
    Message message = message().u64(((Request) submission).id());
    return caller.call(Operations.CANCEL, message).flag();
  }

  @Override
  public boolean cancelAll() {
    return caller.call(Operations.CANCEL_ALL, message()).flag();
  }

  @Override
  public Completion call(MajorFunction function) {
    Reply reply = caller.call(Operations.CALL_MAJOR, message().u32(function.ordinal()));
    byte[] output = new byte[BUFFER_BYTES];
    Arrays.fill(output, ControlRequest.FILL);
    return new Completion(reply.u32(), reply.u64(), output);
  }

  @Override
  public TargetHandle duplicate(CallerProcess into) {
    Message message = message().u32(into.processId());
    return new Handle((Caller) into, caller.call(Operations.DUPLICATE, message).u64());
  }

  @Override
  public void close() {
    if (closeAsked.compareAndSet(false, true) && !caller.killed()) {
      caller.call(Operations.CLOSE, message());
    }
  }

  @Override
  public boolean closed() {
    return caller.killed() || closeAsked.get() && caller.call(Operations.CLOSED, message()).flag();
  }
}
