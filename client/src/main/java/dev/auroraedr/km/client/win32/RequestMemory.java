package dev.auroraedr.km.client.win32;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One native block that holds an OVERLAPPED, an input and an output buffer. */
final class RequestMemory {
  private static final int ALIGNMENT = 16;

  private final NativeLayout layout;
  private final Memory block;
  private final ByteBuffer inputBytes;
  private final ByteBuffer outputBytes;
  private final Pointer input;
  private final Pointer output;
  private int inputLength;
  private int outputLength;

  RequestMemory(NativeLayout layout, int inputCapacity, int outputCapacity) {
    this.layout = layout;
    int inputAt = aligned(layout.overlappedSize());
    int outputAt = inputAt + aligned(inputCapacity);
    block = new Memory(outputAt + aligned(outputCapacity));
    block.clear();
    inputBytes = bytes(inputAt, inputCapacity);
    outputBytes = bytes(outputAt, outputCapacity);
    input = inputCapacity == 0 ? null : block.share(inputAt);
    output = outputCapacity == 0 ? null : block.share(outputAt);
    inputLength = inputCapacity;
    outputLength = outputCapacity;
  }

  /** Readies the OVERLAPPED for a call; keeps its event. */
  void prepare(int inputLength, int outputLength) {
    if (inputLength > inputBytes.capacity() || outputLength > outputBytes.capacity()) {
      throw new IllegalArgumentException(
          "lengths " + inputLength + " and " + outputLength + " exceed the request's buffers");
    }
    this.inputLength = inputLength;
    this.outputLength = outputLength;
    block.clear(layout.eventOffset());
    layout.writeAddress(block, 0, NativeLayout.PENDING);
  }

  /** An event whose handle has its low bit set: signalled, but no packet is posted. */
  void suppressPacket(Pointer event) {
    layout.writeAddress(block, layout.eventOffset(), Pointer.nativeValue(event) | 1);
  }

  Pointer overlapped() {
    return block;
  }

  long address() {
    return Pointer.nativeValue(block);
  }

  /** NULL when the capacity is 0. */
  Pointer input() {
    return input;
  }

  int inputLength() {
    return inputLength;
  }

  Pointer output() {
    return output;
  }

  int outputLength() {
    return outputLength;
  }

  ByteBuffer inputBytes() {
    return inputBytes;
  }

  ByteBuffer outputBytes() {
    return outputBytes;
  }

  /** OVERLAPPED.Internal: an NTSTATUS. */
  int status() {
    return block.getInt(0);
  }

  /** OVERLAPPED.InternalHigh: IoStatus.Information. */
  int information() {
    return block.getInt(layout.internalHighOffset());
  }

  void free() {
    block.close();
  }

  private ByteBuffer bytes(int offset, int length) {
    ByteBuffer bytes =
        length == 0 ? ByteBuffer.allocateDirect(0) : block.getByteBuffer(offset, length);
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int aligned(int size) {
    return size + ALIGNMENT - 1 & -ALIGNMENT;
  }
}
