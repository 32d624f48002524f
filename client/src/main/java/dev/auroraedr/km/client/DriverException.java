package dev.auroraedr.km.client;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A call to the driver failed. The subclass names the cause, the message the call, the status and
 * what to do (CLI-1).
 */
public abstract sealed class DriverException extends IOException
    permits DeviceUnavailableException,
        DriverAccessDeniedException,
        DriverCallException,
        DriverGoneException,
        DriverNotFoundException,
        MalformedAnswerException,
        RequestRejectedException,
        ResourcesExhaustedException,
        RevisionMismatchException,
        StreamCancelledException,
        StreamClosedException,
        StreamNotFoundException {
  private static final long serialVersionUID = 1L;

  private final String call;
  private final int win32Error;
  private final boolean statusKnown;
  private final int status;

  DriverException(FailedCall failed, FailureCause cause) {
    super(failed + ": " + cause.found() + "; " + cause.advice());
    this.call = failed.call();
    this.win32Error = failed.win32Error();
    this.statusKnown = failed.ntStatus().isPresent();
    this.status = failed.ntStatus().orElse(0);
  }

  DriverException(String call, String message) {
    super(call + " failed: " + message);
    this.call = call;
    this.win32Error = 0;
    this.statusKnown = false;
    this.status = 0;
  }

  /** The call with its arguments. */
  public String call() {
    return call;
  }

  /** What GetLastError gave; 0 if the failure did not come from the system. */
  public int win32Error() {
    return win32Error;
  }

  /** The NTSTATUS, where it is known: Win32 does not tell it after a synchronous error. */
  public OptionalInt ntStatus() {
    return statusKnown ? OptionalInt.of(status) : OptionalInt.empty();
  }
}
