package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.codec.StreamToken;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.SpscArrayQueue;

/**
 * One stream of the floor: blocks travel through one queue and come back through another, so that
 * nothing is allocated. One producing and one receiving thread.
 */
final class FloorStream {
  private final SpscArrayQueue<FloorBlock> filled;
  private final SpscArrayQueue<FloorBlock> free;
  private final StreamToken token;
  private final ByteBuffer user;
  private final EventBatch batch = new EventBatch();
  private volatile Thread sleeper;
  private volatile boolean woken;
  private long sequence;

  FloorStream(StreamToken token, int blocks, int eventBytes) {
    this.token = token;
    this.filled = new SpscArrayQueue<>(blocks);
    this.free = new SpscArrayQueue<>(blocks);
    this.user = ByteBuffer.allocateDirect(Limits.MAX_BATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < blocks; i++) {
      free.offer(new FloorBlock(eventBytes));
    }
  }

  /** Copies the event into a block and queues it; the caller never runs ahead of the blocks. */
  void put(FloorEvent event, boolean wake) {
    FloorBlock block = free.poll();
    if (block == null) {
      throw new IllegalStateException("the producer ran ahead of the floor's blocks");
    }
    block.copyFrom(event, ++sequence);
    filled.offer(block);
    if (wake) {
      wakeSleeper();
    }
  }

  int receive(int stream, Waiting waiting, EventSink sink) {
    if (waiting == Waiting.PARKING) {
      sleepUntilFilled();
    }
    int events = 0;
    int total = EventBatchLayout.SIZE;
    FloorBlock block;
    while ((block = filled.peek()) != null && total + block.size() <= Limits.MAX_BATCH_BYTES) {
      filled.poll();
      total = block.copyTo(user, total);
      free.offer(block);
      events++;
    }
    if (events > 0) {
      hand(stream, events, total, sink);
    }
    return events;
  }

  void wake() {
    woken = true;
    wakeSleeper();
  }

  private void hand(int stream, int events, int total, EventSink sink) {
    user.putInt(EventBatchLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    token.write(user, EventBatchLayout.TOKEN_OFFSET);
    user.putInt(EventBatchLayout.TOTAL_BYTES_OFFSET, total);
    user.putInt(EventBatchLayout.EVENT_COUNT_OFFSET, events);
    try {
      batch.wrap(user, total, token);
      sink.batch(stream, batch);
    } catch (ProtocolException e) {
      throw new IllegalStateException("the floor built a malformed batch", e);
    } finally {
      batch.release();
    }
  }

  private void sleepUntilFilled() {
    if (!filled.isEmpty()) {
      return;
    }
    sleeper = Thread.currentThread();
    while (filled.isEmpty() && !woken) {
      LockSupport.park(this);
    }
    sleeper = null;
  }

  private void wakeSleeper() {
    // The queue publishes with release order only: without this fence the load of the sleeper could
    // pass the store and the wake-up be lost.
    VarHandle.fullFence();
    Thread waiting = sleeper;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }
}
