package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.ProtocolException;

/** The driver's answer breaks the protocol; the cause names struct, offset and bytes. */
public final class MalformedAnswerException extends DriverException {
  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String call, ProtocolException cause) {
    super(
        call,
        cause.getMessage() + "; check that driver and client are of the same release, then report");
    initCause(cause);
  }

  /** What was wrong with the answer. */
  public ProtocolException violation() {
    return (ProtocolException) getCause();
  }
}
