package dev.auroraedr.km.conformance.bench;

/**
 * A way for events from one producing thread to one receiving thread, over one or more streams. The
 * driver's and the floor's are driven by the same code.
 */
interface EventPath extends AutoCloseable {
  /** Streams that each event goes to. */
  int streams();

  /** Makes one event, which reaches every stream. For the producing thread only. */
  void produce();

  /**
   * Hands the events that have arrived on one stream to the sink. For the receiving thread only.
   *
   * @param waiting whether to look once ({@link Waiting#SPINNING}) or to sleep until some arrive
   * @return how many events were handled; 0 if there were none, or after {@link #wakeReceivers}
   */
  int receive(int stream, Waiting waiting, EventSink sink);

  /** Ends the receiving thread's sleep. */
  void wakeReceivers();

  @Override
  void close();
}
