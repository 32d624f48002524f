package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EventBatch batch = new EventBatch();
  private final char[] copy = new char[1024];
  private final StringBuilder text = new StringBuilder(4096);
  private long sum;

  @Test
  void shouldAllocateNothing_whenBatchesAreCheckedAndRead() throws Exception {
    BatchBytes built = BatchBytes.batch();
    for (int i = 1; i <= 200; i++) {
      built.event(i, "\\Device\\HarddiskVolume3\\Windows\\System32\\a" + i + ".exe");
    }
    ByteBuffer bytes = built.build();
    readBatches(bytes, 2_000);

    long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    readBatches(bytes, 100);
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

    assertThat(sum).isNotZero();
    assertThat(allocated).as("bytes for 100 batches of 200 events").isLessThan(100 * 64);
  }

  private void readBatches(ByteBuffer bytes, int times) throws ProtocolException {
    for (int i = 0; i < times; i++) {
      batch.wrap(bytes, bytes.limit(), BatchBytes.TOKEN);
      for (EventCursor event = batch.events(); event.next(); ) {
        sum += event.sequence() + event.type().code() + event.flags() + event.timestamp();
        sum += event.name().copyTo(copy, 0) + event.name2().length() + event.detail2();
        text.setLength(0);
        event.name().appendTo(text);
        sum += event.name().contentEquals("\\Device") ? 1 : 0;
      }
      batch.release();
    }
  }
}
