package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.ControlRequest;

/**
 * What IOC-3 says of a request, up to its token: written from the clause, for the suite to judge
 * by. Takes plain requests, whose pointers and lengths fit together.
 */
public final class RequestOracle {
  private RequestOracle() {}

  /** What the checks decide. */
  public enum Kind {
    /** A status other than success is certain. */
    REFUSED,
    /** A query that is answered. */
    QUERY,
    /** An open that only limits and memory can refuse. */
    OPEN,
    /** A receive; its token decides. */
    RECEIVE,
    /** A stop; its token decides. */
    STOP
  }

  /**
   * The verdict.
   *
   * @param kind what the request amounts to
   * @param status why it is refused; success otherwise
   */
  public record Verdict(Kind kind, int status) {}

  /** Judges a request by IOC-2 and IOC-3. */
  public static Verdict of(ControlRequest request) {
    byte[] input = request.input() == null ? new byte[0] : request.input();
    long output = request.outputLength();
    return switch (request.code()) {
      case ControlCode.QUERY_CALLBACK_HEALTH -> query(input, output, 20);
      case ControlCode.QUERY_MINIFILTER_STATUS -> query(input, output, 24);
      case ControlCode.START_EVENT_STREAM -> start(input, output);
      case ControlCode.STOP_EVENT_STREAM -> stop(input, output);
      default -> refused(NtStatus.INVALID_DEVICE_REQUEST);
    };
  }

  private static Verdict query(byte[] input, long output, int answer) {
    if (input.length != 0 && input.length != 8) {
      return refused(NtStatus.INFO_LENGTH_MISMATCH);
    }
    if (output < answer) {
      return refused(NtStatus.BUFFER_TOO_SMALL);
    }
    if (input.length == 0) {
      return new Verdict(Kind.QUERY, NtStatus.SUCCESS);
    }
    RawStruct query = RawStruct.at("QueryRequest", input, 0);
    if (query.get("abi_version") != 1) {
      return refused(NtStatus.REVISION_MISMATCH);
    }
    return query.get("zero") == 0
        ? new Verdict(Kind.QUERY, NtStatus.SUCCESS)
        : refused(NtStatus.INVALID_PARAMETER);
  }

  private static Verdict start(byte[] input, long output) {
    if (input.length != 32) {
      return refused(NtStatus.INFO_LENGTH_MISMATCH);
    }
    RawStruct start = RawStruct.at("StartStreamRequest", input, 0);
    boolean opens = isZero(start.getBytes("token"));
    if (output < (opens ? 32 : Limits.MIN_RECEIVE_BYTES)) {
      return refused(NtStatus.BUFFER_TOO_SMALL);
    }
    if (start.get("abi_version") != 1) {
      return refused(NtStatus.REVISION_MISMATCH);
    }
    long queue = start.get("queue_bytes");
    boolean valid =
        start.get("flags") == 0
            && (opens
                ? (start.get("event_mask") & ~EventMask.ALL) == 0 && validQueue(queue)
                : start.get("event_mask") == 0 && queue == 0);
    if (!valid) {
      return refused(NtStatus.INVALID_PARAMETER);
    }
    return new Verdict(opens ? Kind.OPEN : Kind.RECEIVE, NtStatus.SUCCESS);
  }

  private static boolean validQueue(long queue) {
    return queue == 0 || queue >= Limits.MIN_QUEUE_BYTES && queue <= Limits.MAX_QUEUE_BYTES;
  }

  private static Verdict stop(byte[] input, long output) {
    if (input.length != 24) {
      return refused(NtStatus.INFO_LENGTH_MISMATCH);
    }
    if (output != 0 && output < 24) {
      return refused(NtStatus.BUFFER_TOO_SMALL);
    }
    RawStruct stop = RawStruct.at("StopStreamRequest", input, 0);
    if (stop.get("abi_version") != 1) {
      return refused(NtStatus.REVISION_MISMATCH);
    }
    return stop.get("flags") == 0
        ? new Verdict(Kind.STOP, NtStatus.SUCCESS)
        : refused(NtStatus.INVALID_PARAMETER);
  }

  private static Verdict refused(int status) {
    return new Verdict(Kind.REFUSED, status);
  }

  private static boolean isZero(byte[] token) {
    for (byte b : token) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
