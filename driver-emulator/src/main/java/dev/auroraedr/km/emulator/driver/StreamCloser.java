package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.Pool;

/** Ends streams that have left the table and frees their queues. Thread-safe. */
public class StreamCloser {
  private final StreamTable streams;
  private final Pool pool;

  /** Closes streams of a table. */
  public StreamCloser(StreamTable streams, Pool pool) {
    this.streams = streams;
    this.pool = pool;
  }

  /** Ends a stream that the caller took out of the table; later receives get {@code status}. */
  public StreamTotals close(EventStream stream, int status) {
    StreamTotals totals = stream.close(status);
    pool.free(stream.queue().memory(), StreamRequests.QUEUE_TAG);
    streams.freed(stream);
    return totals;
  }

  /** STR-15: ends a session's streams; a receive that races in finds the file closed. */
  public void endSession(Session session) {
    streams.endSession(session).forEach(stream -> close(stream, NtStatus.FILE_CLOSED));
  }

  /** UNL-3: ends all streams. */
  public void closeAll() {
    streams.removeAll().forEach(stream -> close(stream, NtStatus.DELETE_PENDING));
  }
}
