package dev.auroraedr.km.client.port;

import dev.auroraedr.km.fixtures.StatusTable;
import java.util.OptionalInt;

/** A call of the system failed. Carries the call and its error as the system gave it. */
public final class PortException extends Exception {
  private final String call;
  private final int win32Error;
  private final transient OptionalInt ntStatus;

  /**
   * Makes the exception.
   *
   * @param call the call with its arguments, such as {@code CreateFileW(\\.\AuroraEDRKM)}
   * @param win32Error what GetLastError gave
   * @param ntStatus the NTSTATUS behind it, where known
   */
  public PortException(String call, int win32Error, OptionalInt ntStatus) {
    super(
        call
            + " failed: "
            + (ntStatus.isPresent() ? StatusTable.describeStatus(ntStatus.getAsInt()) + " / " : "")
            + StatusTable.describeError(win32Error));
    this.call = call;
    this.win32Error = win32Error;
    this.ntStatus = ntStatus;
  }

  /** The call that failed. */
  public String call() {
    return call;
  }

  /** The Win32 error. */
  public int win32Error() {
    return win32Error;
  }

  /** The NTSTATUS, where the port knows it. */
  public OptionalInt ntStatus() {
    return ntStatus;
  }
}
