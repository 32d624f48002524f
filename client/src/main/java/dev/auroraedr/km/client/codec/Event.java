package dev.auroraedr.km.client.codec;

/**
 * One event, copied out of its batch: immutable, to be kept as long as wanted. The components are
 * those of {@link EventView}.
 *
 * @param type what the event tells
 * @param flags bits of {@link dev.auroraedr.km.abi.EventFlag}
 * @param sequence number in the stream, from 1
 * @param timestamp FILETIME
 * @param processId process that made the request
 * @param threadId thread that made the request
 * @param detail0 first detail of the type
 * @param detail1 second detail of the type
 * @param detail2 third detail of the type
 * @param name first name, may be empty
 * @param name2 second name, may be empty
 */
public record Event(
    EventType type,
    int flags,
    long sequence,
    long timestamp,
    int processId,
    int threadId,
    int detail0,
    int detail1,
    long detail2,
    String name,
    String name2)
    implements EventView {

  static Event copyOf(EventCursor from) {
    return new Event(
        from.type(),
        from.flags(),
        from.sequence(),
        from.timestamp(),
        from.processId(),
        from.threadId(),
        from.detail0(),
        from.detail1(),
        from.detail2(),
        from.name().toString(),
        from.name2().toString());
  }
}
