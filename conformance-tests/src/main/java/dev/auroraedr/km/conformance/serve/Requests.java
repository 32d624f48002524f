package dev.auroraedr.km.conformance.serve;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.conformance.serve.Refusal.Code;
import dev.auroraedr.km.fixtures.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The control requests of a connection that are in flight, and the thread's work that tells the
 * client of their ends. Thread-safe; {@link #deliver} is for one thread.
 */
final class Requests {
  private final CompletionPort port;
  private final FrameWriter out;
  private final Map<Integer, Sent> byId = new ConcurrentHashMap<>();
  private final Map<OverlappedRequest, Sent> byRequest = new ConcurrentHashMap<>();
  private final AtomicLong bufferBytes = new AtomicLong();

  Requests(CompletionPort port, FrameWriter out) {
    this.port = port;
    this.out = out;
  }

  /**
   * A request in flight.
   *
   * @param id the client's number
   * @param handle where it was sent
   * @param request the buffers
   */
  private record Sent(int id, DeviceHandle handle, OverlappedRequest request) {
    long bufferBytes() {
      return (long) request.input().capacity() + request.output().capacity();
    }
  }

  /** Sends the control code that a frame asks for. */
  void control(DeviceHandle handle, Frame frame) throws Refusal, IOException {
    int outputLength = frame.u32(8);
    checkId(frame.id());
    checkLength(outputLength);
    int inputLength = frame.length() - 12;
    OverlappedRequest request = handle.newRequest(inputLength, outputLength);
    request.input().put(0, frame.payload(), 12, inputLength);
    Sent sent = new Sent(frame.id(), handle, request);
    byId.put(sent.id(), sent);
    byRequest.put(request, sent);
    bufferBytes.addAndGet(sent.bufferBytes());
    int error = handle.submit(request, frame.u32(4), inputLength, outputLength);
    if (error != 0) {
      forget(sent);
      ByteBuffer payload = FrameWriter.payload(16);
      payload.putInt(error).putInt(0).putInt(Protocol.Flag.NEVER_PENDED).putInt(0);
      out.write(Protocol.Type.COMPLETION, sent.id(), payload);
    }
  }

  private void checkId(int id) throws Refusal {
    if (id == 0 || byId.containsKey(id)) {
      throw new Refusal(
          Code.BAD_REQUEST_ID,
          "request id "
              + Integer.toUnsignedString(id)
              + (id == 0 ? " means none" : " is in flight"));
    }
    if (byId.size() >= Protocol.MAX_REQUESTS) {
      throw new Refusal(
          Code.TOO_MANY_REQUESTS,
          "at most " + Protocol.MAX_REQUESTS + " requests may be in flight");
    }
  }

  private void checkLength(int outputLength) throws Refusal {
    if (Integer.compareUnsigned(outputLength, Protocol.MAX_OUTPUT_BYTES) > 0) {
      throw new Refusal(
          Code.BAD_FRAME,
          "output length "
              + Integer.toUnsignedString(outputLength)
              + " is more than "
              + Protocol.MAX_OUTPUT_BYTES);
    }
    if (bufferBytes.get() + outputLength > Protocol.MAX_BUFFER_BYTES) {
      throw new Refusal(
          Code.TOO_MANY_REQUESTS,
          "the buffers of requests in flight may have "
              + Protocol.MAX_BUFFER_BYTES
              + " bytes in all");
    }
  }

  private void forget(Sent sent) {
    byId.remove(sent.id());
    byRequest.remove(sent.request());
    bufferBytes.addAndGet(-sent.bufferBytes());
    sent.request().close();
  }

  /** Asks to cancel one request of a handle, or all for id 0; whether one was found. */
  boolean cancel(DeviceHandle handle, int id) {
    if (id == 0) {
      return handle.cancelAll();
    }
    Sent sent = byId.get(id);
    return sent != null && sent.handle() == handle && handle.cancel(sent.request());
  }

  /** Tells the client of each end, until the port is closed or the client can't be told. */
  void deliver() throws IOException {
    OverlappedRequest[] ended = new OverlappedRequest[64];
    while (!port.isClosed()) {
      int count = port.dequeue(ended, CompletionPort.FOREVER);
      for (int i = 0; i < count; i++) {
        if (ended[i] != null) {
          complete(ended[i]);
        }
      }
    }
  }

  private void complete(OverlappedRequest request) throws IOException {
    Sent sent = byRequest.get(request);
    int status = request.status();
    int length = StatusTable.isError(status) ? 0 : request.information();
    ByteBuffer payload = FrameWriter.payload(16 + Math.min(length, request.output().capacity()));
    payload
        .putInt(StatusTable.isSuccess(status) ? 0 : StatusTable.toWin32(status))
        .putInt(status)
        .putInt(Protocol.Flag.STATUS_KNOWN)
        .putInt(request.information());
    payload.put(16, request.output(), 0, payload.capacity() - 16);
    forget(sent);
    out.write(Protocol.Type.COMPLETION, sent.id(), payload);
  }
}
