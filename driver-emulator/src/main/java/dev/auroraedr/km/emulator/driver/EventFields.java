package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * What an event says, before it is cut to the wire's limits; fields that aren't set are zero or
 * empty (EVT-3). Stands on the callback's stack in the real driver: one thread fills and reads it.
 */
public final class EventFields {
  final int type;
  int flags;
  int processId;
  int threadId;
  int detail0;
  int detail1;
  long detail2;
  UnicodeString name = UnicodeString.EMPTY;
  UnicodeString name2 = UnicodeString.EMPTY;

  private EventFields(int type) {
    this.type = type;
  }

  /** Fields of an event of a type of {@link dev.auroraedr.km.abi.EventType}. */
  public static EventFields of(int type) {
    return new EventFields(type);
  }

  /** Adds flags of {@link dev.auroraedr.km.abi.EventFlag}; the encoder adds the cutting flags. */
  public EventFields flags(int added) {
    flags |= added;
    return this;
  }

  /** Who made the request (EVT-2). */
  public EventFields requestor(int requestorProcessId, int requestorThreadId) {
    processId = requestorProcessId;
    threadId = requestorThreadId;
    return this;
  }

  /** The three details, whose meaning the type gives. */
  public EventFields details(int first, int second, long third) {
    detail0 = first;
    detail1 = second;
    detail2 = third;
    return this;
  }

  /** First name, whole. */
  public EventFields name(UnicodeString whole) {
    name = whole;
    return this;
  }

  /** Second name, whole. */
  public EventFields name2(UnicodeString whole) {
    name2 = whole;
    return this;
  }
}
