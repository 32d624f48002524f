package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.client.codec.BatchBytes;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** CLI-2's promise in bytes: nothing per event, at most one small object per batch. */
class StreamAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EVENTS = 100;
  private static final int BATCHES = 1_000;

  /** A {@link StreamStatistics} with its header; the one object that a batch makes. */
  private static final int SMALL_OBJECT = 48;

  private final char[] copy = new char[1024];
  private long sum;

  @Test
  void cli2_polling_allocatesAtMostOneSmallObjectABatch() throws Exception {
    try (DriverConnection connection = DriverConnection.open(new EndlessPort());
        EventStream stream = connection.startEventStream(StreamOptions.defaults())) {
      BatchHandler handler = this::read;
      poll(stream, handler, 5_000);

      long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      poll(stream, handler, BATCHES);
      long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

      assertThat(sum).isNotZero();
      assertThat(stream.statistics().missing()).isZero();
      assertThat(allocated)
          .as("bytes for %d batches of %d events", BATCHES, EVENTS)
          .isLessThanOrEqualTo((long) BATCHES * SMALL_OBJECT + 4_096);
    }
  }

  private static void poll(EventStream stream, BatchHandler handler, int batches)
      throws DriverException {
    for (int i = 0; i < batches; i++) {
      assertCount(stream.poll(Duration.ZERO, handler));
    }
  }

  private static void assertCount(int events) {
    if (events != EVENTS) {
      throw new AssertionError("the port always has a batch, but poll gave " + events);
    }
  }

  private void read(EventBatch batch) {
    for (EventCursor event = batch.events(); event.next(); ) {
      sum += event.sequence() + event.type().code() + event.name().copyTo(copy, 0);
    }
  }

  /** Completes every receive at once with the next batch, without allocating. */
  private static final class EndlessPort implements DevicePort, DeviceHandle, CompletionPort {
    private final byte[] batch = template();
    private final EndlessRequest[] packets = new EndlessRequest[64];
    private long sequence;
    private int first;
    private int last;

    private static byte[] template() {
      BatchBytes batch = BatchBytes.batch();
      for (int i = 1; i <= EVENTS; i++) {
        batch.event(i, "\\Device\\HarddiskVolume3\\Windows\\System32\\a.exe");
      }
      return batch.bytes();
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    @Override
    public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
      EndlessRequest own = (EndlessRequest) request;
      own.output.put(0, batch);
      int size = own.output.getInt(32);
      for (int i = 0; i < EVENTS; i++) {
        own.output.putLong(32 + i * size + EventLayout.SEQUENCE_OFFSET, ++sequence);
      }
      own.information = batch.length;
      packets[last++ % packets.length] = own;
      return 0;
    }

    @Override
    public int dequeue(OverlappedRequest[] into, long timeoutNanos) {
      if (first == last) {
        return 0;
      }
      into[0] = packets[first++ % packets.length];
      return 1;
    }

    @Override
    public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
      if (code == ControlCode.START_EVENT_STREAM) {
        output.put(
            HexFormat.of()
                .parseHex(
                    "0100000000000400" + "0102030405064708890a0b0c0d0e0f10" + "00".repeat(8)));
      }
      return new ControlResult(0, OptionalInt.of(0), output.position());
    }

    @Override
    public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
      return new EndlessRequest(inputCapacity, outputCapacity);
    }

    @Override
    public DeviceHandle open() {
      return this;
    }

    @Override
    public CompletionPort createCompletionPort() {
      return this;
    }

    @Override
    public void bind(CompletionPort port, long key) {
      assertThat(key).isEqualTo(BatchBytes.TOKEN.low());
    }

    @Override
    public boolean cancel(OverlappedRequest request) {
      return false;
    }

    @Override
    public boolean cancelAll() {
      return false;
    }

    @Override
    public void wake() {
      // Every receive has ended already: nobody waits.
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private static final class EndlessRequest implements OverlappedRequest {
    private final ByteBuffer input;
    private final ByteBuffer output;
    private int information;

    private EndlessRequest(int inputCapacity, int outputCapacity) {
      input = ByteBuffer.allocateDirect(inputCapacity).order(ByteOrder.LITTLE_ENDIAN);
      output = ByteBuffer.allocateDirect(outputCapacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer input() {
      return input;
    }

    @Override
    public ByteBuffer output() {
      return output;
    }

    @Override
    public int status() {
      return 0;
    }

    @Override
    public int information() {
      return information;
    }

    @Override
    public long key() {
      return BatchBytes.TOKEN.low();
    }

    @Override
    public void close() {
      // Buffers go with the object.
    }
  }
}
