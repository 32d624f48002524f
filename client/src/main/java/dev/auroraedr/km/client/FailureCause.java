package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import java.util.function.BiFunction;

/** Why a call failed, as a person is told, and the exception that stands for it. */
enum FailureCause {
  ACCESS_DENIED(
      "only SYSTEM and Administrators may open the device",
      "run as an administrator (elevated) or as a LocalSystem service",
      DriverAccessDeniedException::new),
  DEVICE_NOT_FOUND(
      "there is no such device, so the driver is not loaded or the name is wrong",
      "load the driver (sc start edr-windows-km) and check the device name",
      DriverNotFoundException::new),
  GONE(
      "the driver is being unloaded or the handle is closed",
      "open a new connection once the driver runs again",
      DriverGoneException::new),
  REJECTED(
      "the driver refuses the form of this request",
      "check the arguments, and that driver and client are of the same release",
      RequestRejectedException::new),
  REVISION(
      "driver and client speak different versions of the protocol",
      "install driver and client of the same release",
      RevisionMismatchException::new),
  STREAM_NOT_FOUND(
      "the stream was stopped or belongs to another handle",
      "start a new stream",
      StreamNotFoundException::new),
  RESOURCES(
      "a limit of the driver (64 streams, 8 a handle, 64 receives a stream, 64 MiB of queues) or"
          + " the system's memory is exhausted",
      "stop streams that are not needed, or ask for a smaller queue",
      ResourcesExhaustedException::new),
  CANCELLED(
      "the receive was cancelled, though not by this stream's stop or close",
      "start a new stream; find out who stops it",
      StreamCancelledException::new),
  OTHER("a status that the protocol does not foresee", "report it", DriverCallException::new);

  private final String found;
  private final String advice;
  private final BiFunction<FailedCall, FailureCause, DriverException> maker;

  FailureCause(
      String found, String advice, BiFunction<FailedCall, FailureCause, DriverException> maker) {
    this.found = found;
    this.advice = advice;
    this.maker = maker;
  }

  String found() {
    return found;
  }

  String advice() {
    return advice;
  }

  DriverException exception(FailedCall failed) {
    return maker.apply(failed, this);
  }

  static FailureCause ofStatus(int status) {
    return switch (status) {
      case NtStatus.ACCESS_DENIED -> ACCESS_DENIED;
      case NtStatus.OBJECT_NAME_NOT_FOUND,
          NtStatus.OBJECT_PATH_NOT_FOUND,
          NtStatus.OBJECT_NAME_INVALID,
          NtStatus.NO_SUCH_FILE ->
          DEVICE_NOT_FOUND;
      case NtStatus.DELETE_PENDING,
          NtStatus.NO_SUCH_DEVICE,
          NtStatus.DEVICE_REMOVED,
          NtStatus.DEVICE_NOT_CONNECTED,
          NtStatus.FILE_CLOSED,
          NtStatus.INVALID_HANDLE ->
          GONE;
      case NtStatus.INFO_LENGTH_MISMATCH,
          NtStatus.BUFFER_TOO_SMALL,
          NtStatus.INVALID_PARAMETER,
          NtStatus.INVALID_DEVICE_REQUEST ->
          REJECTED;
      case NtStatus.REVISION_MISMATCH -> REVISION;
      case NtStatus.NOT_FOUND -> STREAM_NOT_FOUND;
      case NtStatus.INSUFFICIENT_RESOURCES, NtStatus.QUOTA_EXCEEDED, NtStatus.NO_MEMORY ->
          RESOURCES;
      case NtStatus.CANCELLED -> CANCELLED;
      default -> OTHER;
    };
  }

  /** For an open whose NTSTATUS is not known. */
  static FailureCause ofOpenError(int error) {
    return switch (error) {
      case Win32Error.ERROR_ACCESS_DENIED -> ACCESS_DENIED;
      case Win32Error.ERROR_FILE_NOT_FOUND,
          Win32Error.ERROR_PATH_NOT_FOUND,
          Win32Error.ERROR_INVALID_NAME ->
          DEVICE_NOT_FOUND;
      default -> ofControlError(error);
    };
  }

  /**
   * For a request whose NTSTATUS is not known. Access is judged at open only (DEV-3), so
   * ERROR_ACCESS_DENIED on an open handle is what STATUS_DELETE_PENDING turns into.
   */
  static FailureCause ofControlError(int error) {
    return switch (error) {
      case Win32Error.ERROR_ACCESS_DENIED,
          Win32Error.ERROR_INVALID_HANDLE,
          Win32Error.ERROR_NO_SUCH_DEVICE,
          Win32Error.ERROR_DEVICE_REMOVED,
          Win32Error.ERROR_DEVICE_NOT_CONNECTED ->
          GONE;
      case Win32Error.ERROR_BAD_LENGTH,
          Win32Error.ERROR_INSUFFICIENT_BUFFER,
          Win32Error.ERROR_INVALID_PARAMETER,
          Win32Error.ERROR_INVALID_FUNCTION ->
          REJECTED;
      case Win32Error.ERROR_REVISION_MISMATCH -> REVISION;
      case Win32Error.ERROR_NOT_FOUND -> STREAM_NOT_FOUND;
      case Win32Error.ERROR_NO_SYSTEM_RESOURCES,
          Win32Error.ERROR_NOT_ENOUGH_QUOTA,
          Win32Error.ERROR_NOT_ENOUGH_MEMORY ->
          RESOURCES;
      case Win32Error.ERROR_OPERATION_ABORTED -> CANCELLED;
      default -> OTHER;
    };
  }
}
