package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.CallbackHealthReportLayout;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.MinifilterStatusLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.QueryRequestLayout;
import dev.auroraedr.km.abi.StartStreamRequestLayout;
import dev.auroraedr.km.abi.StartStreamResponseLayout;
import dev.auroraedr.km.abi.StopStreamRequestLayout;
import dev.auroraedr.km.abi.StopStreamResponseLayout;

/**
 * The checks of a control request that need nothing but its bytes, in the order of IOC-3: the first
 * that fails decides. What needs the driver's state (token, limits, memory) comes after them. Has
 * no state of its own.
 */
public class RequestChecks {
  /** Judges a request whose input is the whole of {@code input}. */
  public final RequestVerdict parse(int code, byte[] input, long outputLength) {
    return parse(new RawRequest(code, input, input.length, outputLength));
  }

  /** Judges a request; reads no more than its input. */
  public final RequestVerdict parse(RawRequest request) {
    int status = firstFailure(request);
    return status == NtStatus.SUCCESS ? accept(request) : RequestVerdict.refused(status);
  }

  /** The status of the first check that fails, in the order of IOC-3, or STATUS_SUCCESS. */
  protected int firstFailure(RawRequest request) {
    int status = checkCode(request);
    status = status == NtStatus.SUCCESS ? checkInputLength(request) : status;
    status = status == NtStatus.SUCCESS ? checkOutputLength(request) : status;
    status = status == NtStatus.SUCCESS ? checkVersion(request) : status;
    return status == NtStatus.SUCCESS ? checkFields(request) : status;
  }

  /** IOC-2, IOC-9: all 32 bits count. */
  protected int checkCode(RawRequest request) {
    return switch (request.code()) {
      case ControlCode.QUERY_CALLBACK_HEALTH,
          ControlCode.QUERY_MINIFILTER_STATUS,
          ControlCode.START_EVENT_STREAM,
          ControlCode.STOP_EVENT_STREAM ->
          NtStatus.SUCCESS;
      default -> NtStatus.INVALID_DEVICE_REQUEST;
    };
  }

  /** Exact lengths; a query may have no input (IOC-7). */
  protected int checkInputLength(RawRequest request) {
    long length = request.inputLength();
    boolean right =
        switch (request.code()) {
          case ControlCode.START_EVENT_STREAM -> length == StartStreamRequestLayout.SIZE;
          case ControlCode.STOP_EVENT_STREAM -> length == StopStreamRequestLayout.SIZE;
          default -> length == 0 || length == QueryRequestLayout.SIZE;
        };
    return right ? NtStatus.SUCCESS : NtStatus.INFO_LENGTH_MISMATCH;
  }

  /** Room for the whole answer; a STOP may want none (STR-10). */
  protected int checkOutputLength(RawRequest request) {
    long length = request.outputLength();
    boolean enough =
        switch (request.code()) {
          case ControlCode.QUERY_CALLBACK_HEALTH -> length >= CallbackHealthReportLayout.SIZE;
          case ControlCode.QUERY_MINIFILTER_STATUS -> length >= MinifilterStatusLayout.SIZE;
          case ControlCode.STOP_EVENT_STREAM ->
              length == 0 || length >= StopStreamResponseLayout.SIZE;
          default -> length >= startOutputLength(request);
        };
    return enough ? NtStatus.SUCCESS : NtStatus.BUFFER_TOO_SMALL;
  }

  private static int startOutputLength(RawRequest request) {
    return request.isTokenZero(StartStreamRequestLayout.TOKEN_OFFSET)
        ? StartStreamResponseLayout.SIZE
        : Limits.MIN_RECEIVE_BYTES;
  }

  /** Every request begins with its abi_version; a query without input has none. */
  protected int checkVersion(RawRequest request) {
    boolean right =
        request.inputLength() == 0
            || request.u32(QueryRequestLayout.ABI_VERSION_OFFSET) == Limits.ABI_VERSION;
    return right ? NtStatus.SUCCESS : NtStatus.REVISION_MISMATCH;
  }

  /** Zero fields, flags, masks and ranges, even where the token is unknown (IOC-3). */
  protected int checkFields(RawRequest request) {
    boolean right =
        switch (request.code()) {
          case ControlCode.START_EVENT_STREAM -> startFieldsAreValid(request);
          case ControlCode.STOP_EVENT_STREAM ->
              request.u32(StopStreamRequestLayout.FLAGS_OFFSET) == 0;
          default -> request.inputLength() == 0 || request.u32(QueryRequestLayout.ZERO_OFFSET) == 0;
        };
    return right ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER;
  }

  private boolean startFieldsAreValid(RawRequest request) {
    int mask = request.u32(StartStreamRequestLayout.EVENT_MASK_OFFSET);
    int queueBytes = request.u32(StartStreamRequestLayout.QUEUE_BYTES_OFFSET);
    if (request.u32(StartStreamRequestLayout.FLAGS_OFFSET) != 0) {
      return false;
    }
    return request.isTokenZero(StartStreamRequestLayout.TOKEN_OFFSET)
        ? isValidMask(mask) && isValidQueueSize(queueBytes)
        : mask == 0 && queueBytes == 0;
  }

  /** STR-1: no bit outside the seven. */
  protected boolean isValidMask(int mask) {
    return (mask & ~EventMask.ALL) == 0;
  }

  /** STR-1: 0 for the default, else 16,384 to 4,194,304 before rounding. */
  protected boolean isValidQueueSize(int queueBytes) {
    return queueBytes == 0
        || queueBytes >= Limits.MIN_QUEUE_BYTES && queueBytes <= Limits.MAX_QUEUE_BYTES;
  }

  private static RequestVerdict accept(RawRequest request) {
    return switch (request.code()) {
      case ControlCode.QUERY_CALLBACK_HEALTH ->
          RequestVerdict.accepted(RequestKind.QUERY_HEALTH, null);
      case ControlCode.QUERY_MINIFILTER_STATUS ->
          RequestVerdict.accepted(RequestKind.QUERY_FILTER, null);
      case ControlCode.STOP_EVENT_STREAM ->
          RequestVerdict.accepted(
              RequestKind.STOP_STREAM, request.token(StopStreamRequestLayout.TOKEN_OFFSET));
      default -> acceptStart(request);
    };
  }

  private static RequestVerdict acceptStart(RawRequest request) {
    Token token = request.token(StartStreamRequestLayout.TOKEN_OFFSET);
    return new RequestVerdict(
        NtStatus.SUCCESS,
        token.isZero() ? RequestKind.OPEN_STREAM : RequestKind.RECEIVE,
        token,
        request.u32(StartStreamRequestLayout.EVENT_MASK_OFFSET),
        request.u32(StartStreamRequestLayout.QUEUE_BYTES_OFFSET));
  }
}
