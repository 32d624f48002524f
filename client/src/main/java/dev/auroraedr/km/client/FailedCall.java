package dev.auroraedr.km.client;

import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.OptionalInt;

/**
 * A call with the error that the system gave.
 *
 * @param call the call with its arguments
 * @param win32Error what GetLastError gave
 * @param ntStatus the NTSTATUS, where known
 */
record FailedCall(String call, int win32Error, OptionalInt ntStatus) {
  static FailedCall of(PortException e) {
    return new FailedCall(e.call(), e.win32Error(), e.ntStatus());
  }

  static FailedCall of(String call, ControlResult result) {
    return new FailedCall(call, result.win32Error(), result.ntStatus());
  }

  static FailedCall ofStatus(String call, int status) {
    return new FailedCall(call, StatusTable.toWin32(status), OptionalInt.of(status));
  }

  static FailedCall ofError(String call, int win32Error) {
    return new FailedCall(call, win32Error, OptionalInt.empty());
  }

  /** The typed exception of a failed open. */
  DriverException whileOpening() {
    return ntStatus.isPresent()
        ? FailureCause.ofStatus(ntStatus.getAsInt()).exception(this)
        : FailureCause.ofOpenError(win32Error).exception(this);
  }

  /** The typed exception of a failed request on an open handle. */
  DriverException whileCalling() {
    return ntStatus.isPresent()
        ? FailureCause.ofStatus(ntStatus.getAsInt()).exception(this)
        : FailureCause.ofControlError(win32Error).exception(this);
  }

  @Override
  public String toString() {
    String status =
        ntStatus.isPresent() ? StatusTable.describeStatus(ntStatus.getAsInt()) + " / " : "";
    return call + " failed: " + status + StatusTable.describeError(win32Error);
  }
}
