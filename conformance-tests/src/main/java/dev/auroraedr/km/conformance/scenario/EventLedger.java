package dev.auroraedr.km.conformance.scenario;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.codec.EventView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** The events of a stream that no expectation has claimed yet, oldest first. For one thread. */
final class EventLedger implements AutoCloseable {
  private static final int MOST = 10_000;
  private static final long PATIENCE_NANOS = 500_000_000L;

  private final EventStream stream;
  private final Consumer<EventView> observer;
  private final Deque<Event> unclaimed = new ArrayDeque<>();

  EventLedger(DriverConnection connection, Consumer<EventView> observer) throws DriverException {
    this.stream = connection.startEventStream(StreamOptions.defaults());
    this.observer = observer;
  }

  /** Takes in what has come so far. */
  void collect() throws DriverException {
    while (stream.poll(Duration.ZERO, this::enter) > 0) {
      continue;
    }
  }

  private void enter(EventBatch batch) {
    EventCursor cursor = batch.events();
    while (cursor.next()) {
      Event event = cursor.toEvent();
      observer.accept(event);
      unclaimed.add(event);
      if (unclaimed.size() > MOST) {
        unclaimed.remove();
      }
    }
  }

  /** Claims that many events, waiting for them; returns how many there were. */
  long claim(EventPattern pattern, long times) throws DriverException {
    long begun = System.nanoTime();
    collect();
    long claimed = claimPresent(pattern, times);
    long left = PATIENCE_NANOS;
    while (claimed < times && left > 0) {
      stream.poll(Duration.ofNanos(left), this::enter);
      claimed += claimPresent(pattern, times - claimed);
      left = PATIENCE_NANOS - (System.nanoTime() - begun);
    }
    return claimed;
  }

  private long claimPresent(EventPattern pattern, long times) {
    long claimed = 0;
    Iterator<Event> events = unclaimed.iterator();
    while (claimed < times && events.hasNext()) {
      if (pattern.fits(events.next())) {
        events.remove();
        claimed++;
      }
    }
    return claimed;
  }

  /** The unclaimed events that a pattern means, as far as they have come. */
  List<Event> find(EventPattern pattern) throws DriverException {
    collect();
    return unclaimed.stream().filter(pattern::fits).toList();
  }

  /** The newest unclaimed events, for messages. */
  List<Event> newest(int count) {
    return unclaimed.stream().skip(Math.max(0, unclaimed.size() - count)).toList();
  }

  @Override
  public void close() {
    stream.close();
  }
}
