package dev.auroraedr.km.client;

/** The stream or its connection was closed on this side. */
public final class StreamClosedException extends DriverException {
  private static final long serialVersionUID = 1L;

  StreamClosedException(String call, String message) {
    super(call, message);
  }
}
