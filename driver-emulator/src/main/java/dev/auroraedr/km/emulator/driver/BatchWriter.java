package dev.auroraedr.km.emulator.driver;

import static dev.auroraedr.km.emulator.driver.LittleEndian.putU32;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.Limits;

/** Writes batches into the system buffer of a receive (STR-4). Has no state. */
public class BatchWriter {
  /**
   * Moves queued events into {@code out}, oldest first, while the next one fits both the output
   * length and the limit of a batch; the header is left for {@link #writeHeader}.
   *
   * @param queue not empty
   * @return bytes of the batch, header included
   */
  public int moveQueued(EventQueue queue, byte[] out, long outputLength) {
    int limit = batchLimit(outputLength);
    int total = EventBatchLayout.SIZE;
    while (!queue.isEmpty() && total + queue.oldestSize() <= limit) {
      total += queue.removeOldest(out, total);
    }
    return total;
  }

  /** Copies one event that never was queued; returns the bytes of the batch. */
  public int copySingle(byte[] event, int size, byte[] out) {
    System.arraycopy(event, 0, out, EventBatchLayout.SIZE, size);
    return EventBatchLayout.SIZE + size;
  }

  /** STR-4: at most 65,536 bytes whatever the output length. */
  protected int batchLimit(long outputLength) {
    return (int) Math.min(outputLength, Limits.MAX_BATCH_BYTES);
  }

  /** Writes the header over the first 32 bytes. */
  public void writeHeader(byte[] out, BatchHeader header) {
    putU32(out, EventBatchLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    putU32(out, EventBatchLayout.TOTAL_BYTES_OFFSET, header.totalBytes());
    header.token().write(out, EventBatchLayout.TOKEN_OFFSET);
    putU32(out, EventBatchLayout.EVENT_COUNT_OFFSET, header.eventCount());
    putU32(out, EventBatchLayout.DROPPED_OFFSET, header.dropped());
  }
}
