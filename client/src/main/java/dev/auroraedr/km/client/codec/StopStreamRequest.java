package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.abi.StopStreamRequestLayout.ABI_VERSION_OFFSET;
import static dev.auroraedr.km.abi.StopStreamRequestLayout.SIZE;
import static dev.auroraedr.km.abi.StopStreamRequestLayout.TOKEN_OFFSET;

import dev.auroraedr.km.abi.Limits;
import java.nio.ByteBuffer;

/**
 * Input of STOP (STR-10).
 *
 * @param token the stream to stop
 */
public record StopStreamRequest(StreamToken token) {
  /** Returns the request's 24 bytes, little-endian, ready to send. */
  public ByteBuffer encode() {
    ByteBuffer bytes = Encoding.buffer(SIZE).putInt(ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    token.write(bytes, TOKEN_OFFSET);
    return bytes;
  }
}
