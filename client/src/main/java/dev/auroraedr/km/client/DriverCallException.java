package dev.auroraedr.km.client;

/** A call failed for a reason that has no exception of its own; see its status. */
public final class DriverCallException extends DriverException {
  private static final long serialVersionUID = 1L;

  DriverCallException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
