package dev.auroraedr.km.client;

/** The stream was stopped, or is not one of this handle's (STR-5). */
public final class StreamNotFoundException extends DriverException {
  private static final long serialVersionUID = 1L;

  StreamNotFoundException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
