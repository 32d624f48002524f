package dev.auroraedr.km.client.codec;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.fixtures.vectors.VectorFields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Decodes with the client's codec and tells the outcome in the words of the vectors. */
final class VectorDecoding {
  /** Stream of a lone event: such a vector has no batch, hence no token. */
  static final StreamToken LONE = new StreamToken(0x0123456789AB4CDEL, 0x8F0123456789ABCDL);

  private VectorDecoding() {}

  static VectorFields answer(String struct, byte[] bytes) throws ProtocolException {
    ByteBuffer answer = ByteBuffer.wrap(bytes);
    return switch (struct) {
      case "CallbackHealthReport" -> health(CallbackHealthReport.decode(answer));
      case "MinifilterStatus" -> status(MinifilterStatus.decode(answer));
      case "StartStreamResponse" -> opened(StartStreamResponse.decode(answer));
      case "StopStreamResponse" -> stopped(StopStreamResponse.decode(answer));
      default -> throw new IllegalArgumentException("the client decodes no " + struct);
    };
  }

  private static VectorFields health(CallbackHealthReport report) {
    return numbers(
        Map.of(
            "process_notify_count", report.processNotifyCount(),
            "process_notify_health", (long) report.processNotifyHealth().code(),
            "registry_callback_health", (long) report.registryCallbackHealth().code(),
            "object_callback_health", (long) report.objectCallbackHealth().code(),
            "minifilter_active", report.minifilterActive() ? 1L : 0L));
  }

  private static VectorFields status(MinifilterStatus status) {
    return numbers(
        Map.of(
            "instance_count", status.instanceCount(),
            "altitude", status.altitude(),
            "filter_status", (long) status.filterStatus().code(),
            "protection_mode", (long) status.protectionMode().code(),
            "registry_api", (long) status.registryApi().code(),
            "active_streams", (long) status.activeStreams()));
  }

  private static VectorFields opened(StartStreamResponse opened) {
    return new VectorFields(
        Map.of("queue_bytes", (long) opened.queueBytes(), "opened_at", opened.openedAt()),
        Map.of(),
        hex(opened.token()),
        List.of());
  }

  private static VectorFields stopped(StopStreamResponse stopped) {
    return numbers(Map.of("delivered", stopped.delivered(), "dropped", stopped.dropped()));
  }

  private static VectorFields numbers(Map<String, Long> numbers) {
    return new VectorFields(numbers, Map.of(), null, List.of());
  }

  /** One event, in a batch made around it; the offset of a refusal counts from the event. */
  static VectorFields event(byte[] event) throws ProtocolException {
    ByteBuffer bytes = little(ByteBuffer.allocate(EventBatchLayout.SIZE + event.length));
    bytes.putInt(EventBatchLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    bytes.putInt(EventBatchLayout.TOTAL_BYTES_OFFSET, bytes.capacity());
    bytes.putInt(EventBatchLayout.EVENT_COUNT_OFFSET, 1);
    LONE.write(bytes, EventBatchLayout.TOKEN_OFFSET);
    bytes.put(EventBatchLayout.SIZE, event);
    return batch(bytes.array(), LONE).events().get(0);
  }

  static VectorFields batch(byte[] bytes, StreamToken token) throws ProtocolException {
    EventBatch batch = new EventBatch();
    batch.wrap(little(ByteBuffer.wrap(bytes)), bytes.length, token);
    List<VectorFields> events = new ArrayList<>();
    for (EventCursor event = batch.events(); event.next(); ) {
      events.add(event(event));
    }
    return new VectorFields(
        Map.of(
            "total_bytes", (long) batch.totalBytes(),
            "event_count", (long) batch.eventCount(),
            "dropped", batch.dropped()),
        Map.of(),
        hex(token),
        events);
  }

  private static VectorFields event(EventCursor event) {
    return new VectorFields(
        Map.ofEntries(
            Map.entry("size", (long) event.size()),
            Map.entry("type", (long) event.type().code()),
            Map.entry("flags", (long) event.flags()),
            Map.entry("sequence", event.sequence()),
            Map.entry("timestamp", event.timestamp()),
            Map.entry("process_id", Integer.toUnsignedLong(event.processId())),
            Map.entry("thread_id", Integer.toUnsignedLong(event.threadId())),
            Map.entry("detail0", Integer.toUnsignedLong(event.detail0())),
            Map.entry("detail1", Integer.toUnsignedLong(event.detail1())),
            Map.entry("detail2", event.detail2()),
            Map.entry("name_bytes", 2L * event.name().length()),
            Map.entry("name2_bytes", 2L * event.name2().length())),
        Map.of("name", event.name().toString(), "name2", event.name2().toString()),
        null,
        List.of());
  }

  /** The token at the given offset, or one that no batch has if the bytes end before. */
  static StreamToken tokenOf(byte[] bytes) {
    int at = EventBatchLayout.TOKEN_OFFSET;
    return bytes.length < at + Limits.TOKEN_BYTES
        ? LONE
        : StreamToken.read(ByteBuffer.wrap(bytes), at);
  }

  static String hex(StreamToken token) {
    byte[] bytes = new byte[Limits.TOKEN_BYTES];
    token.write(ByteBuffer.wrap(bytes), 0);
    return HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }
}
