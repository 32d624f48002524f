package dev.auroraedr.km.conformance.bench;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.EventType;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.codec.StreamToken;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That a benchmark can't publish figures of a path that loses events. */
class StreamPumpTest {
  private static final PathShape SHAPE = new PathShape(1, FileNames.ofBytes(64), Waiting.SPINNING);

  @Test
  void shouldFail_whenABatchTellsDrops() {
    try (StreamPump pump = new StreamPump(new OneEventPath(1, 3), SHAPE)) {
      assertThatThrownBy(() -> pump.pump(1)).hasRootCauseMessage("stream 0 dropped 3");
    }
  }

  @Test
  void shouldFail_whenASequenceIsMissing() {
    try (StreamPump pump = new StreamPump(new OneEventPath(2, 0), SHAPE)) {
      assertThatThrownBy(() -> pump.pump(1))
          .hasRootCauseMessage("stream 0: sequence 2 instead of 1");
    }
  }

  /** Delivers one nameless event. */
  private static final class OneEventPath implements EventPath {
    private final AtomicInteger produced = new AtomicInteger();
    private final EventBatch batch = new EventBatch();
    private final ByteBuffer bytes =
        ByteBuffer.allocate(EventBatchLayout.SIZE + EventLayout.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);

    OneEventPath(long sequence, int dropped) {
      bytes.putInt(EventBatchLayout.ABI_VERSION_OFFSET, 1);
      bytes.putInt(EventBatchLayout.TOTAL_BYTES_OFFSET, bytes.capacity());
      bytes.putInt(EventBatchLayout.EVENT_COUNT_OFFSET, 1);
      bytes.putInt(EventBatchLayout.DROPPED_OFFSET, dropped);
      int event = EventBatchLayout.SIZE;
      bytes.putInt(event + EventLayout.SIZE_OFFSET, EventLayout.SIZE);
      bytes.putShort(event + EventLayout.TYPE_OFFSET, (short) EventType.FILE_CREATE);
      bytes.putLong(event + EventLayout.SEQUENCE_OFFSET, sequence);
    }

    @Override
    public int streams() {
      return 1;
    }

    @Override
    public void produce() {
      produced.incrementAndGet();
    }

    @Override
    public int receive(int stream, Waiting waiting, EventSink sink) {
      if (!produced.compareAndSet(1, 0)) {
        return 0;
      }
      try {
        batch.wrap(bytes, bytes.capacity(), StreamToken.NONE);
      } catch (ProtocolException e) {
        throw new AssertionError(e);
      }
      sink.batch(stream, batch);
      return batch.eventCount();
    }

    @Override
    public void wakeReceivers() {
      produced.set(0);
    }

    @Override
    public void close() {
      produced.set(0);
    }
  }
}
