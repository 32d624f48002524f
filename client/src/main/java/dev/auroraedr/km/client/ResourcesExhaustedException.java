package dev.auroraedr.km.client;

/** A limit of the driver or the system's memory is exhausted (STR-3, STR-6). */
public final class ResourcesExhaustedException extends DriverException {
  private static final long serialVersionUID = 1L;

  ResourcesExhaustedException(FailedCall failed, FailureCause cause) {
    super(failed, cause);
  }
}
