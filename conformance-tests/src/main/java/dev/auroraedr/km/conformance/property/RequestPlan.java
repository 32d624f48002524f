package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.target.ControlRequest;
import java.util.Arrays;

/**
 * A request as generated; the live token is put in when it is sent.
 *
 * @param code control code
 * @param input bytes of the input
 * @param token which token goes to offset 8, as far as the input reaches
 * @param outputLength length of the output in bytes
 */
record RequestPlan(int code, byte[] input, TokenKind token, int outputLength) {
  private static final int TOKEN_OFFSET = 8;

  enum TokenKind {
    AS_GENERATED,
    ZERO,
    LIVE,
    STRANGE
  }

  ControlRequest with(byte[] live) {
    byte[] bytes = input.clone();
    byte[] value =
        switch (token) {
          case AS_GENERATED -> new byte[0];
          case ZERO -> new byte[live.length];
          case LIVE -> live;
          case STRANGE -> Requests.strangeToken();
        };
    int room = Math.min(value.length, Math.max(0, bytes.length - TOKEN_OFFSET));
    System.arraycopy(value, 0, bytes, Math.min(TOKEN_OFFSET, bytes.length), room);
    return ControlRequest.of(code, bytes, outputLength);
  }

  /** Whether the token that is sent is the live one. */
  boolean sends(byte[] live) {
    byte[] sent = with(live).input();
    return sent != null
        && sent.length >= RawStruct.sizeOf("StopStreamRequest")
        && Arrays.equals(Arrays.copyOfRange(sent, TOKEN_OFFSET, TOKEN_OFFSET + live.length), live);
  }

  @Override
  public String toString() {
    return String.format(
        "code 0x%08X, input of %d bytes %s, token %s, %d output bytes",
        code,
        input.length,
        java.util.HexFormat.of().formatHex(input, 0, Math.min(32, input.length)),
        token,
        outputLength);
  }
}
