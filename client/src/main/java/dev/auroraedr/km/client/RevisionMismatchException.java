package dev.auroraedr.km.client;

/** Driver and client speak different versions of the protocol (IOC-3). */
public final class RevisionMismatchException extends DriverException {
  private static final long serialVersionUID = 1L;

  RevisionMismatchException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
