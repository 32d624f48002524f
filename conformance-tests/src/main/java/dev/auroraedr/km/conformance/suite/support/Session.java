package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.TargetHandle;

/**
 * A handle of the device in one process.
 *
 * @param bed the machine
 * @param process whose handle it is
 * @param handle the handle
 */
public record Session(TestBed bed, CallerProcess process, TargetHandle handle) {
  /** Sends a request and waits for its end. */
  public Completion control(ControlRequest request) {
    return handle.control(request);
  }

  /** Sends a request that must fail with this status, without Information or output. */
  public void refused(int status, ControlRequest request, String what) {
    Judge judge = bed.judge();
    judge.completion(judge.end(handle.submit(request), what), what).failedWith(status);
  }

  /** Opens a stream of FILE_CREATE events with the default queue. */
  public Stream openStream() {
    return openStream(EventMask.FILE_CREATE, 0);
  }

  /** Opens a stream. */
  public Stream openStream(int mask, long queueBytes) {
    return streamOf(handle.control(Requests.open(mask, queueBytes)));
  }

  /** The stream that this completion of an open tells of. */
  public Stream streamOf(Completion completion) {
    return new Stream(
        this,
        bed.judge().completion(completion, "opening a stream").answered("StartStreamResponse"));
  }

  /** A stream of this session by its token, for a second handle of the same file object. */
  public Stream same(Stream stream) {
    RawStruct opened =
        RawStruct.zeroed("StartStreamResponse")
            .set("token", stream.token())
            .set("queue_bytes", stream.queueBytes())
            .set("opened_at", stream.openedAt());
    return new Stream(this, opened);
  }

  /** QUERY_MINIFILTER_STATUS. */
  public RawStruct status() {
    return bed.judge()
        .completion(handle.control(Requests.status()), "QUERY_MINIFILTER_STATUS")
        .answered("MinifilterStatus");
  }

  /** QUERY_CALLBACK_HEALTH. */
  public Health health() {
    return health(handle.control(Requests.health()));
  }

  /** The report that a health query ended with. */
  public Health health(Completion completion) {
    return Health.of(
        bed.judge()
            .completion(completion, "QUERY_CALLBACK_HEALTH")
            .answered("CallbackHealthReport"));
  }

  /** QUERY_CALLBACK_HEALTH, as its structure stands. */
  public RawStruct healthReport() {
    return bed.judge()
        .completion(handle.control(Requests.health()), "QUERY_CALLBACK_HEALTH")
        .answered("CallbackHealthReport");
  }

  /** Number of open streams of all handles. */
  public long activeStreams() {
    return status().get("active_streams");
  }

  /** A duplicate of the handle in another process: the same session. */
  public Session duplicate(CallerProcess into) {
    return new Session(bed, into, handle.duplicate(into));
  }

  /** Closes the handle. */
  public void close() {
    handle.close();
  }
}
