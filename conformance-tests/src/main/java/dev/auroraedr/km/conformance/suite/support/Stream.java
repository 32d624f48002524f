package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.util.ArrayList;
import java.util.List;

/** An open stream of one session, as its client sees it. As thread-safe as the target. */
public final class Stream {
  private final Session session;
  private final RawStruct opened;

  Stream(Session session, RawStruct opened) {
    this.session = session;
    this.opened = opened;
  }

  /** Its token; a copy. */
  public byte[] token() {
    return opened.getBytes("token");
  }

  /** The queue that was granted, in bytes. */
  public long queueBytes() {
    return opened.get("queue_bytes");
  }

  /** StartStreamResponse.opened_at. */
  public long openedAt() {
    return opened.get("opened_at");
  }

  /** Submits a receive with room for the largest batch. */
  public Submission submit() {
    return submit(Requests.RECEIVE_BYTES);
  }

  /** Submits a receive. */
  public Submission submit(int outputLength) {
    return session.handle().submit(Requests.receive(token(), outputLength));
  }

  /** Submits a receive that must pend. */
  public Submission pend() {
    Submission receive = submit();
    judge()
        .status(NtStatus.PENDING, receive.returned(), "a receive on a stream with nothing queued");
    session.bed().machine().quiesce();
    judge().that(!receive.ended(), "a receive with nothing queued must pend", "ended");
    return receive;
  }

  /** Several receives that must pend, oldest first. */
  public List<Submission> pend(int count) {
    List<Submission> receives = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      receives.add(pend());
    }
    return receives;
  }

  /** The batch that a receive ended with. */
  public Batch batch(Submission receive) {
    return batch(receive.await(TargetHandle.PATIENCE));
  }

  /** The batch that this completion holds. */
  public Batch batch(Completion completion) {
    return Batch.read(judge(), completion, token());
  }

  /** Receives one batch of what is queued. */
  public Batch receive() {
    return batch(submit());
  }

  /** Receives what is queued until a receive pends, and takes that one back. */
  public List<Batch> drain() {
    List<Batch> batches = new ArrayList<>();
    while (true) {
      Submission receive = submit();
      session.bed().machine().quiesce();
      if (!receive.ended()) {
        session.handle().cancel(receive);
      }
      Completion completion = receive.await(TargetHandle.PATIENCE);
      if (completion.status() == NtStatus.CANCELLED) {
        return batches;
      }
      batches.add(batch(completion));
    }
  }

  /** Stops the stream and returns its StopStreamResponse. */
  public RawStruct stop() {
    return judge()
        .completion(session.handle().control(Requests.stop(token())), "STOP")
        .answered("StopStreamResponse");
  }

  /** The request that stops this stream. */
  public ControlRequest stopRequest() {
    return Requests.stop(token());
  }

  /** Its session. */
  public Session session() {
    return session;
  }

  private Judge judge() {
    return session.bed().judge();
  }
}
