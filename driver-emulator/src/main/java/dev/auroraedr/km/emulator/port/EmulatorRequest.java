package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.emulator.io.IoRequest;
import dev.auroraedr.km.emulator.io.UserSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A reusable request with heap buffers. */
final class EmulatorRequest implements OverlappedRequest {
  private final EmulatorHandle handle;
  private final ByteBuffer input;
  private final ByteBuffer output;
  private final UserSpan inputSpan;
  private final UserSpan outputSpan;
  private final IoRequest io = new IoRequest();

  EmulatorRequest(EmulatorHandle handle, int inputCapacity, int outputCapacity) {
    this.handle = handle;
    this.input = ByteBuffer.allocate(inputCapacity).order(ByteOrder.LITTLE_ENDIAN);
    this.output = ByteBuffer.allocate(outputCapacity).order(ByteOrder.LITTLE_ENDIAN);
    this.inputSpan = UserSpan.of(input.array());
    this.outputSpan = UserSpan.of(output.array());
    io.owner(this);
  }

  IoRequest prepare(int inputLength, int outputLength) {
    if (io.inFlight()) {
      throw new IllegalStateException("request submitted while it is in flight");
    }
    return io.input(inputSpan, inputLength).output(outputSpan, outputLength);
  }

  IoRequest io() {
    return io;
  }

  boolean isOf(EmulatorHandle candidate) {
    return handle == candidate;
  }

  @Override
  public ByteBuffer input() {
    return input;
  }

  @Override
  public ByteBuffer output() {
    return output;
  }

  @Override
  public int status() {
    return io.status();
  }

  @Override
  public int information() {
    return (int) io.information();
  }

  @Override
  public long key() {
    return io.key();
  }

  @Override
  public void close() {
    if (io.inFlight()) {
      throw new IllegalStateException("request closed while it is in flight");
    }
  }
}
