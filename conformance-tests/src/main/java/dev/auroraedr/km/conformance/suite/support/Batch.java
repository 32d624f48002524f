package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.conformance.target.Completion;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch that a receive ended with, its form judged while it is read: sizes, token, padding, and
 * nothing written behind it (STR-4, IOC-5, IOC-6).
 *
 * @param totalBytes EventBatch.total_bytes
 * @param dropped events dropped since the batch before
 * @param events oldest first; never empty
 */
public record Batch(int totalBytes, long dropped, List<RawEvent> events) {
  private static final int HEADER = RawStruct.sizeOf("EventBatch");
  private static final int EVENT = RawStruct.sizeOf("Event");

  static Batch read(Judge judge, Completion completion, byte[] token) {
    judge.completion(completion, "receive").succeeded();
    long information = completion.information();
    judge.that(
        information >= HEADER + EVENT
            && information <= Math.min(completion.output().length, Limits.MAX_BATCH_BYTES),
        "a batch must hold a header and an event and fit the output and 65,536 bytes",
        information + " bytes");
    RawStruct header = RawStruct.at("EventBatch", completion.output(), 0);
    judge.equal((long) Limits.ABI_VERSION, header.get("abi_version"), "EventBatch.abi_version");
    judge.equal(information, header.get("total_bytes"), "EventBatch.total_bytes (Information)");
    judge.equalBytes(token, header.getBytes("token"), "EventBatch.token");
    judge.untouched(completion, (int) information, "a batch of " + information + " bytes");
    List<RawEvent> events = events(judge, completion.output(), (int) information);
    judge.equal((long) events.size(), header.get("event_count"), "EventBatch.event_count");
    return new Batch((int) information, header.get("dropped"), events);
  }

  private static List<RawEvent> events(Judge judge, byte[] output, int end) {
    List<RawEvent> events = new ArrayList<>();
    long previous = 0;
    int offset = HEADER;
    while (offset < end) {
      judge.that(offset + EVENT <= end, "a batch must end with a whole event", "offset " + offset);
      RawEvent event = event(judge, output, offset, end);
      judge.that(
          Long.compareUnsigned(event.sequence(), previous) > 0,
          "sequence numbers must rise within a batch",
          previous + " before " + event.sequence());
      previous = event.sequence();
      events.add(event);
      offset += event.size();
    }
    return List.copyOf(events);
  }

  private static RawEvent event(Judge judge, byte[] output, int offset, int end) {
    RawStruct head = RawStruct.at("Event", output, offset);
    int names = (int) (head.get("name_bytes") + head.get("name2_bytes"));
    int unpadded = EVENT + names;
    int padded = (unpadded + Limits.EVENT_ALIGNMENT - 1) & -Limits.EVENT_ALIGNMENT;
    judge.equal((long) padded, head.get("size"), "Event.size at offset " + offset);
    judge.that(offset + padded <= end, "events must lie within the batch", "end " + end);
    judge.equal(0L, head.get("zero"), "Event.zero at offset " + offset);
    for (int i = offset + unpadded; i < offset + padded; i++) {
      judge.that(output[i] == 0, "padding of an event must be zero", "offset " + i);
    }
    return RawEvent.at(output, offset);
  }

  /** The events' numbers. */
  public List<Long> sequences() {
    return events.stream().map(RawEvent::sequence).toList();
  }

  /** The events' first names. */
  public List<String> names() {
    return events.stream().map(RawEvent::name).toList();
  }
}
