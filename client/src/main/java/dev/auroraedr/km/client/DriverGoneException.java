package dev.auroraedr.km.client;

/** The driver is going or gone, or the handle is closed (STR-15, UNL-1). */
public final class DriverGoneException extends DriverException {
  private static final long serialVersionUID = 1L;

  DriverGoneException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
