package dev.auroraedr.km.client;

/** The driver refused the request's form (IOC-2, IOC-3). */
public final class RequestRejectedException extends DriverException {
  private static final long serialVersionUID = 1L;

  RequestRejectedException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
