package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.conformance.target.ControlRequest;

/** Well-formed requests, from which the tests derive the others. */
public final class Requests {
  /** Output length of an ordinary receive. */
  public static final int RECEIVE_BYTES = Limits.MAX_BATCH_BYTES;

  private Requests() {}

  /** QUERY_CALLBACK_HEALTH without input. */
  public static ControlRequest health() {
    return ControlRequest.of(
        ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], RawStruct.sizeOf("CallbackHealthReport"));
  }

  /** QUERY_MINIFILTER_STATUS without input. */
  public static ControlRequest status() {
    return ControlRequest.of(
        ControlCode.QUERY_MINIFILTER_STATUS, new byte[0], RawStruct.sizeOf("MinifilterStatus"));
  }

  /** A QueryRequest of 8 bytes. */
  public static byte[] queryInput() {
    return RawStruct.zeroed("QueryRequest").set("abi_version", Limits.ABI_VERSION).bytes();
  }

  /** START_EVENT_STREAM that opens a stream. */
  public static ControlRequest open(int mask, long queueBytes) {
    return start(openInput(mask, queueBytes), RawStruct.sizeOf("StartStreamResponse"));
  }

  /** Input of an open. */
  public static byte[] openInput(int mask, long queueBytes) {
    return RawStruct.zeroed("StartStreamRequest")
        .set("abi_version", Limits.ABI_VERSION)
        .set("event_mask", mask)
        .set("queue_bytes", queueBytes)
        .bytes();
  }

  /** START_EVENT_STREAM that receives. */
  public static ControlRequest receive(byte[] token, int outputLength) {
    return start(receiveInput(token), outputLength);
  }

  /** Input of a receive. */
  public static byte[] receiveInput(byte[] token) {
    return RawStruct.zeroed("StartStreamRequest")
        .set("abi_version", Limits.ABI_VERSION)
        .set("token", token)
        .bytes();
  }

  /** START_EVENT_STREAM with any input. */
  public static ControlRequest start(byte[] input, int outputLength) {
    return ControlRequest.of(ControlCode.START_EVENT_STREAM, input, outputLength);
  }

  /** STOP_EVENT_STREAM that asks for an answer. */
  public static ControlRequest stop(byte[] token) {
    return stop(token, RawStruct.sizeOf("StopStreamResponse"));
  }

  /** STOP_EVENT_STREAM. */
  public static ControlRequest stop(byte[] token, int outputLength) {
    return ControlRequest.of(ControlCode.STOP_EVENT_STREAM, stopInput(token), outputLength);
  }

  /** Input of a stop. */
  public static byte[] stopInput(byte[] token) {
    return RawStruct.zeroed("StopStreamRequest")
        .set("abi_version", Limits.ABI_VERSION)
        .set("token", token)
        .bytes();
  }

  /** A token that no stream has: right form, wrong value. */
  public static byte[] strangeToken() {
    byte[] token = new byte[Limits.TOKEN_BYTES];
    for (int i = 0; i < token.length; i++) {
      token[i] = (byte) (0x11 * (i + 1));
    }
    token[6] = (byte) (0x40 | token[6] & 0x0F);
    token[8] = (byte) (0x80 | token[8] & 0x3F);
    return token;
  }
}
