package dev.auroraedr.km.emulator.driver;

/** What a well-formed control request asks for. */
public enum RequestKind {
  /** QUERY_CALLBACK_HEALTH. */
  QUERY_HEALTH,
  /** QUERY_MINIFILTER_STATUS. */
  QUERY_FILTER,
  /** START_EVENT_STREAM with token zero (STR-1). */
  OPEN_STREAM,
  /** START_EVENT_STREAM with a token (STR-4). */
  RECEIVE,
  /** STOP_EVENT_STREAM (STR-10). */
  STOP_STREAM
}
