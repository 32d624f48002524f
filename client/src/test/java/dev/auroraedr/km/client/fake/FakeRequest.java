package dev.auroraedr.km.client.fake;

import dev.auroraedr.km.client.port.OverlappedRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A request that insists on the rule: in flight it belongs to the system. */
final class FakeRequest implements OverlappedRequest {
  final FakeHandle handle;
  private final ByteBuffer input;
  private final ByteBuffer output;
  volatile boolean inFlight;
  volatile boolean closed;
  private int status;
  private int information;

  FakeRequest(FakeHandle handle, int inputCapacity, int outputCapacity) {
    this.handle = handle;
    input = ByteBuffer.allocateDirect(inputCapacity).order(ByteOrder.LITTLE_ENDIAN);
    output = ByteBuffer.allocateDirect(outputCapacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  void end(int status, byte[] answer) {
    this.status = status;
    this.information = answer.length;
    output.put(0, answer);
  }

  void endClaiming(int information) {
    this.status = 0;
    this.information = information;
  }

  @Override
  public ByteBuffer input() {
    return owned(input);
  }

  @Override
  public ByteBuffer output() {
    return owned(output);
  }

  @Override
  public int status() {
    owned(output);
    return status;
  }

  @Override
  public int information() {
    owned(output);
    return information;
  }

  @Override
  public long key() {
    return handle.key;
  }

  @Override
  public void close() {
    owned(output);
    closed = true;
  }

  private ByteBuffer owned(ByteBuffer buffer) {
    if (inFlight) {
      throw new IllegalStateException("the request is in flight");
    }
    return buffer;
  }
}
