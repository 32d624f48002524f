package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.StartStreamRequestLayout.ABI_VERSION_OFFSET;
import static dev.auroraedr.km.abi.StartStreamRequestLayout.EVENT_MASK_OFFSET;
import static dev.auroraedr.km.abi.StartStreamRequestLayout.QUEUE_BYTES_OFFSET;
import static dev.auroraedr.km.abi.StartStreamRequestLayout.SIZE;
import static dev.auroraedr.km.abi.StartStreamRequestLayout.TOKEN_OFFSET;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;

/**
 * Input of START: opens a stream (STR-1) or receives from one (STR-4).
 *
 * @param token {@link StreamToken#NONE} to open, else the stream to receive from
 * @param eventMask bits of {@link EventMask}; 0 means all; 0 for a receive
 * @param queueBytes wanted size of the driver's queue; 0 means 262,144; 0 for a receive
 */
public record StartStreamRequest(StreamToken token, int eventMask, int queueBytes) {
  /** Checks masks and ranges before the driver would (IOC-3). */
  public StartStreamRequest {
    if ((eventMask & ~EventMask.ALL) != 0) {
      throw new IllegalArgumentException(
          String.format("eventMask=0x%X must only hold bits of 0x%X", eventMask, EventMask.ALL));
    }
    if (queueBytes != 0
        && (queueBytes < Limits.MIN_QUEUE_BYTES || queueBytes > Limits.MAX_QUEUE_BYTES)) {
      throw new IllegalArgumentException(
          "queueBytes="
              + queueBytes
              + " must be 0 or "
              + Limits.MIN_QUEUE_BYTES
              + ".."
              + Limits.MAX_QUEUE_BYTES);
    }
  }

  /** Asks for a new stream. */
  public static StartStreamRequest open(int eventMask, int queueBytes) {
    return new StartStreamRequest(StreamToken.NONE, eventMask, queueBytes);
  }

  /** Asks for the next batch of a stream. */
  public static StartStreamRequest receive(StreamToken token) {
    return new StartStreamRequest(token, 0, 0);
  }

  /** Returns the request's 32 bytes, little-endian, ready to send. */
  public ByteBuffer encode() {
    ByteBuffer bytes = Encoding.buffer(SIZE);
    bytes.putInt(ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    token.write(bytes, TOKEN_OFFSET);
    return bytes.putInt(EVENT_MASK_OFFSET, eventMask).putInt(QUEUE_BYTES_OFFSET, queueBytes);
  }
}
