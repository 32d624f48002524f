package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.client.codec.BatchBytes.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CodecProperties {
  @Property(tries = 300)
  void wellFormedBatchGivesBackItsEvents(@ForAll("events") List<Event> events) throws Exception {
    ByteBuffer bytes = build(events);
    EventBatch batch = new EventBatch();
    batch.wrap(bytes, bytes.limit(), TOKEN);
    assertThat(batch.toEvents()).isEqualTo(events);
  }

  @Property(tries = 1000)
  void changedByteIsRefusedOrShows(
      @ForAll("events") List<Event> events,
      @ForAll @IntRange(max = 100_000) int at,
      @ForAll @IntRange(min = 1, max = 255) int flip) {
    ByteBuffer bytes = build(events);
    int index = at % bytes.limit();
    bytes.put(index, (byte) (bytes.get(index) ^ flip));
    EventBatch batch = new EventBatch();
    try {
      batch.wrap(bytes, bytes.limit(), TOKEN);
    } catch (ProtocolException refused) {
      assertThat(refused.offset()).isBetween(0, bytes.limit());
      return;
    }
    assertThat(batch.dropped() != 0 || !batch.toEvents().equals(events)).isTrue();
  }

  @Property(tries = 2000)
  void randomBytesAreRefusedOrRead(@ForAll @Size(max = 512) byte[] random) {
    ByteBuffer bytes = ByteBuffer.wrap(random).order(ByteOrder.LITTLE_ENDIAN);
    neverThrowsAnythingElse(() -> new EventBatch().wrap(bytes, random.length, TOKEN));
    neverThrowsAnythingElse(() -> CallbackHealthReport.decode(bytes));
    neverThrowsAnythingElse(() -> MinifilterStatus.decode(bytes));
    neverThrowsAnythingElse(() -> StartStreamResponse.decode(bytes));
    neverThrowsAnythingElse(() -> StopStreamResponse.decode(bytes));
  }

  @Property(tries = 300)
  void cutBatchIsRefused(
      @ForAll("events") List<Event> events, @ForAll @IntRange(max = 99_999) int at) {
    ByteBuffer bytes = build(events);
    int length = at % bytes.limit();
    boolean refused = false;
    try {
      new EventBatch().wrap(bytes, length, TOKEN);
    } catch (ProtocolException e) {
      refused = true;
    }
    assertThat(refused).isTrue();
  }

  @Property(tries = 300)
  void nothingBehindTheAnswerIsRead(@ForAll("events") List<Event> events, @ForAll byte behind)
      throws Exception {
    ByteBuffer exact = build(events);
    ByteBuffer bytes =
        ByteBuffer.allocate(exact.limit() + 64).order(ByteOrder.LITTLE_ENDIAN).put(exact);
    while (bytes.hasRemaining()) {
      bytes.put(behind);
    }
    EventBatch batch = new EventBatch();
    batch.wrap(bytes, exact.limit(), TOKEN);
    assertThat(batch.toEvents()).isEqualTo(events);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    Arbitrary<Event> event =
        Combinators.combine(
                Arbitraries.of(EventType.values()),
                Arbitraries.integers().between(0, 15),
                Arbitraries.longs(),
                Arbitraries.integers(),
                Arbitraries.integers(),
                Arbitraries.longs(),
                name(1024),
                name(512))
            .as((t, f, time, a, b, c, n, n2) -> new Event(t, f, 0, time, a, b, b, a, c, n, n2));
    return event.list().ofMinSize(1).ofMaxSize(6).map(CodecProperties::numbered);
  }

  private static Arbitrary<String> name(int maxUnits) {
    return Arbitraries.strings().all().ofMaxLength(maxUnits);
  }

  private static List<Event> numbered(List<Event> events) {
    List<Event> numbered = new ArrayList<>();
    for (Event e : events) {
      long sequence = numbered.size() * 3L + 1;
      numbered.add(
          new Event(
              e.type(),
              e.flags(),
              sequence,
              e.timestamp(),
              e.processId(),
              e.threadId(),
              e.detail0(),
              e.detail1(),
              e.detail2(),
              e.name(),
              e.name2()));
    }
    return numbered;
  }

  private static ByteBuffer build(List<Event> events) {
    BatchBytes batch = BatchBytes.batch();
    events.forEach(batch::event);
    return batch.build();
  }

  @FunctionalInterface
  private interface Attempt {
    void run() throws ProtocolException;
  }

  private static void neverThrowsAnythingElse(Attempt attempt) {
    try {
      attempt.run();
    } catch (ProtocolException e) {
      assertThat(e.struct()).isNotEmpty();
    } catch (RuntimeException e) {
      fail("only ProtocolException may come out of a decoder", e);
    }
  }
}
