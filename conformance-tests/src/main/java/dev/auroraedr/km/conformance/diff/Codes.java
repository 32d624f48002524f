package dev.auroraedr.km.conformance.diff;

import dev.auroraedr.km.abi.ControlCode;

/** Names of control codes for tables. */
final class Codes {
  private Codes() {}

  static String name(int code) {
    return switch (code) {
      case ControlCode.QUERY_CALLBACK_HEALTH -> "QUERY_CALLBACK_HEALTH";
      case ControlCode.QUERY_MINIFILTER_STATUS -> "QUERY_MINIFILTER_STATUS";
      case ControlCode.START_EVENT_STREAM -> "START_EVENT_STREAM";
      case ControlCode.STOP_EVENT_STREAM -> "STOP_EVENT_STREAM";
      default -> "another control code";
    };
  }
}
