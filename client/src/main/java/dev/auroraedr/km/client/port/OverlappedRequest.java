package dev.auroraedr.km.client.port;

import java.nio.ByteBuffer;

/**
 * One overlapped request with the buffers it owns. Used by one thread at a time; nothing of it may
 * be read or written between {@link DeviceHandle#submit} and the dequeuing of its packet.
 */
public interface OverlappedRequest extends AutoCloseable {
  /** Input buffer, little-endian; the first {@code inputLength} bytes are sent. */
  ByteBuffer input();

  /** Output buffer, little-endian; its first {@link #information()} bytes are the answer. */
  ByteBuffer output();

  /** NTSTATUS with which the request ended; valid after its packet was dequeued. */
  int status();

  /** Bytes of the answer (IoStatus.Information); valid after its packet was dequeued. */
  int information();

  /** Key of the handle that the request was submitted on. */
  long key();

  /** Frees the buffers; refused with {@link IllegalStateException} while in flight. Idempotent. */
  @Override
  void close();
}
