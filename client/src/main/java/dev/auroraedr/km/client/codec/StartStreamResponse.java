package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.StartStreamResponseLayout.ABI_VERSION_OFFSET;
import static dev.auroraedr.km.abi.StartStreamResponseLayout.OPENED_AT_OFFSET;
import static dev.auroraedr.km.abi.StartStreamResponseLayout.QUEUE_BYTES_OFFSET;
import static dev.auroraedr.km.abi.StartStreamResponseLayout.SIZE;
import static dev.auroraedr.km.abi.StartStreamResponseLayout.TOKEN_OFFSET;

import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;

/**
 * The stream that START opened (STR-1).
 *
 * @param queueBytes granted size of the driver's queue, a multiple of 4,096
 * @param token names the stream on this handle
 * @param openedAt FILETIME: 100 ns units since 1601 UTC
 */
public record StartStreamResponse(int queueBytes, StreamToken token, long openedAt) {

  /**
   * Decodes the bytes between position and limit.
   *
   * @throws ProtocolException if they are no answer to an opening START
   */
  public static StartStreamResponse decode(ByteBuffer bytes) throws ProtocolException {
    Answer answer = new Answer(bytes, "StartStreamResponse", SIZE);
    answer.version(ABI_VERSION_OFFSET);
    int queueBytes = answer.u32(QUEUE_BYTES_OFFSET);
    if (!isGrantable(queueBytes)) {
      throw answer.refuse(
          QUEUE_BYTES_OFFSET,
          "queue_bytes="
              + Integer.toUnsignedString(queueBytes)
              + " must be a multiple of 4096 in 16384..4194304 (STR-1)");
    }
    return new StartStreamResponse(
        queueBytes, answer.token(TOKEN_OFFSET), answer.u64(OPENED_AT_OFFSET));
  }

  private static boolean isGrantable(int queueBytes) {
    return queueBytes >= Limits.MIN_QUEUE_BYTES
        && queueBytes <= Limits.MAX_QUEUE_BYTES
        && queueBytes % Limits.QUEUE_GRANULARITY == 0;
  }
}
