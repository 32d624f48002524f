package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetTimeoutException;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.time.Duration;

/** A request that the hosted kernel keeps, or how it ended. Thread-safe. */
final class Request implements Submission {
  private final Requests requests;
  private final long id;
  private final int returned;
  private Completion last;

  Request(Requests requests, long id, int returned) {
    this.requests = requests;
    this.id = id;
    this.returned = returned;
  }

  long id() {
    return id;
  }

  @Override
  public int returned() {
    return returned;
  }

  @Override
  public boolean ended() {
    return returned != NtStatus.PENDING || endedMeanwhile();
  }

  private synchronized boolean endedMeanwhile() {
    return last != null || requests.kernel().call(Operations.ENDED, new Message().u64(id)).flag();
  }

  @Override
  public Completion await(Duration limit) {
    synchronized (this) {
      if (last != null) {
        return last;
      }
    }
    Completion completion = asked(limit);
    if (returned >>> 30 == 3 || !requests.packetsMayCome()) {
      keep(completion);
    }
    return completion;
  }

  /** How it ended, once its packet was dequeued. */
  Completion dequeued() {
    return keep(asked(Duration.ZERO));
  }

  private Completion asked(Duration limit) {
    Message message = new Message().u64(id).u32(Math.toIntExact(limit.toMillis()));
    Reply reply = requests.kernel().call(Operations.AWAIT, message);
    if (!reply.flag()) {
      throw new TargetTimeoutException(
          "a request that must end has not ended after " + limit.toMillis() + " ms");
    }
    return new Completion(reply.u32(), reply.u64(), reply.bytes());
  }

  /** From here on the kernel need not know it. */
  private synchronized Completion keep(Completion completion) {
    if (last == null) {
      last = completion;
      requests.forget(id);
    }
    return last;
  }
}
