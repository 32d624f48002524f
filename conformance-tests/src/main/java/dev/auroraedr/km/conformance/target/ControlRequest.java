package dev.auroraedr.km.conformance.target;

/**
 * A control request with its buffers, as DeviceIoControl takes them.
 *
 * @param code control code
 * @param input bytes of the input buffer; null for a NULL pointer
 * @param inputLength length told to the system, an unsigned 32-bit value; usually input's
 * @param outputCapacity size of the caller's output buffer in bytes; -1 for a NULL pointer
 * @param outputLength length told to the system, an unsigned 32-bit value; usually outputCapacity
 * @param overlap at which offset of the input buffer the output buffer begins; -1: apart
 */
public record ControlRequest(
    int code, byte[] input, long inputLength, int outputCapacity, long outputLength, int overlap) {
  /** Byte that fills the caller's output buffer before the call, to show what was written. */
  public static final byte FILL = (byte) 0xA5;

  /** The usual form: both buffers apart and as long as told; no input gives a NULL pointer. */
  public static ControlRequest of(int code, byte[] input, int outputLength) {
    return new ControlRequest(
        code,
        input.length == 0 ? null : input,
        input.length,
        outputLength == 0 ? -1 : outputLength,
        outputLength,
        -1);
  }
}
