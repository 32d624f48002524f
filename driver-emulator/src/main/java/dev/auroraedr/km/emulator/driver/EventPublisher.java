package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.emulator.ex.Pool;
import dev.auroraedr.km.emulator.ex.PoolBlock;
import dev.auroraedr.km.emulator.ke.Ke;

/**
 * Makes an event once, in non-paged memory and without a lock, and hands it to every stream that
 * takes its type (STR-7). Safe at DISPATCH_LEVEL. Thread-safe.
 */
public class EventPublisher {
  private static final String TAG = "AurE";

  private final StreamTable streams;
  private final EventEncoder encoder;
  private final Pool pool;
  private final Ke ke;

  /** Publishes to a table, with memory from {@code pool} for as long as an event is handed out. */
  public EventPublisher(StreamTable streams, EventEncoder encoder, Pool pool, Ke ke) {
    this.streams = streams;
    this.encoder = encoder;
    this.pool = pool;
    this.ke = ke;
  }

  /** STR-12: whether an event of this type would reach anybody; asked before anything is done. */
  public boolean wants(int type) {
    return streams.wants(EventMask.ofType(type));
  }

  /** Makes an event now and hands it out. */
  public void publish(EventFields fields) {
    PoolBlock record = prepare(fields);
    if (record != null) {
      stamp(record);
      send(record);
    }
  }

  /** EVT-4: the event's one reading of the clock. */
  protected void stamp(PoolBlock record) {
    LittleEndian.putU64(record.bytes(), EventLayout.TIMESTAMP_OFFSET, ke.querySystemTimePrecise());
  }

  /**
   * Makes an event that has no time yet, such as one whose operation is not done.
   *
   * @return the record, for {@link #publishPrepared}; null if memory is short, which is a drop
   */
  public PoolBlock prepare(EventFields fields) {
    PoolBlock record = pool.allocateNonPaged(encoder.sizeOf(fields), TAG);
    if (record == null) {
      lose(fields.type);
      return null;
    }
    encoder.encode(fields, 0, record.bytes());
    return record;
  }

  /** Hands a prepared event out with the operation's final status and time (EVT-4). */
  public void publishPrepared(PoolBlock record, int finalStatus) {
    LittleEndian.putU32(record.bytes(), EventLayout.DETAIL0_OFFSET, finalStatus);
    stamp(record);
    send(record);
  }

  /** Frees a prepared event that nobody is to get (FIL-7). */
  public void discard(PoolBlock record) {
    pool.free(record, TAG);
  }

  private void send(PoolBlock record) {
    byte[] event = record.bytes();
    int size = LittleEndian.u32(event, EventLayout.SIZE_OFFSET);
    int maskBit = EventMask.ofType(LittleEndian.u16(event, EventLayout.TYPE_OFFSET));
    EventStream[] live = streams.live();
    for (EventStream stream : live) {
      if (isFor(stream, maskBit)) {
        stream.deliver(event, size);
      }
    }
    pool.free(record, TAG);
  }

  /** STR-16: an event that can't be made counts as dropped in every stream that takes its type. */
  protected void lose(int type) {
    int maskBit = EventMask.ofType(type);
    for (EventStream stream : streams.live()) {
      if (isFor(stream, maskBit)) {
        stream.lose();
      }
    }
  }

  /** STR-7: whether a stream's mask has the type. */
  protected boolean isFor(EventStream stream, int maskBit) {
    return stream.takes(maskBit);
  }
}
