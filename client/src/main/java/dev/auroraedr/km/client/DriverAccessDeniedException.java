package dev.auroraedr.km.client;

/** The device may not be opened by this user (DEV-2). */
public final class DriverAccessDeniedException extends DriverException {
  private static final long serialVersionUID = 1L;

  DriverAccessDeniedException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
