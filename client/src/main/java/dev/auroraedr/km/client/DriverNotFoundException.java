package dev.auroraedr.km.client;

/** No such device: the driver is not loaded, or the name is wrong. */
public final class DriverNotFoundException extends DriverException {
  private static final long serialVersionUID = 1L;

  DriverNotFoundException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
