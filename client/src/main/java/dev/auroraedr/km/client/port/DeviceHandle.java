package dev.auroraedr.km.client.port;

import java.nio.ByteBuffer;

/**
 * One open handle of the device, opened overlapped. Thread-safe; requests run side by side.
 *
 * <p>The rules are those of Windows: a request that fails before it pends reports its error from
 * {@link #submit} and posts no packet; every accepted one posts exactly one, also when it is
 * cancelled, also after {@link #close} (asynchronous I/O and completion ports).
 *
 * <p>A closed handle answers every call with ERROR_INVALID_HANDLE (6), cancels with false.
 */
public interface DeviceHandle extends AutoCloseable {
  /**
   * Performs one request and waits until it has ended. For queries and STOP: do not use it for
   * requests that stay pending.
   *
   * @param code control code
   * @param input bytes between position and limit; left unchanged
   * @param output receives the answer from its position on; its position then stands behind it
   * @return how the request ended; never null
   */
  ControlResult control(int code, ByteBuffer input, ByteBuffer output);

  /**
   * Binds this handle to a completion port, once and for good.
   *
   * @param key given back with every packet of this handle
   * @throws PortException if the handle is bound already (ERROR_INVALID_PARAMETER)
   */
  void bind(CompletionPort port, long key) throws PortException;

  /**
   * Makes a reusable request with its own little-endian buffers; it belongs to this handle's port
   * and may be submitted again once its packet was dequeued.
   */
  OverlappedRequest newRequest(int inputCapacity, int outputCapacity);

  /**
   * Starts a request on a bound handle. From here until its packet is dequeued the request and its
   * buffers belong to the system.
   *
   * @return 0 if accepted, then exactly one packet follows; else the Win32 error, then none does
   * @throws IllegalStateException if the request is in flight already
   */
  int submit(OverlappedRequest request, int code, int inputLength, int outputLength);

  /**
   * Asks to cancel one request in flight; does not wait, the packet tells the outcome.
   *
   * @return false if no such request was found (it has ended, its packet is on its way)
   */
  boolean cancel(OverlappedRequest request);

  /** Asks to cancel all requests in flight that this process made on this handle. */
  boolean cancelAll();

  /** Closes the handle; packets of its requests still arrive. Idempotent. */
  @Override
  void close();
}
