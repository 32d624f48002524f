package dev.auroraedr.km.client;

/** A receive was cancelled by somebody else (STR-9, STR-10). */
public final class StreamCancelledException extends DriverException {
  private static final long serialVersionUID = 1L;

  StreamCancelledException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
