package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;

/**
 * What {@link RequestChecks} says of a request.
 *
 * @param status STATUS_SUCCESS, or the status of the first check that failed
 * @param kind what is asked for; null if a check failed
 * @param token the request's token; null where it has none
 * @param eventMask as sent (STR-1), 0 where there is none
 * @param queueBytes as sent, before rounding; 0 where there is none
 */
public record RequestVerdict(
    int status, RequestKind kind, Token token, int eventMask, int queueBytes) {

  /** Verdict of a request that failed a check. */
  public static RequestVerdict refused(int status) {
    return new RequestVerdict(status, null, null, 0, 0);
  }

  static RequestVerdict accepted(RequestKind kind, Token token) {
    return new RequestVerdict(NtStatus.SUCCESS, kind, token, 0, 0);
  }

  /** Whether every check passed. */
  public boolean accepted() {
    return status == NtStatus.SUCCESS;
  }
}
