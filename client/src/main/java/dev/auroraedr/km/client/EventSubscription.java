package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.port.CompletionPort;
import java.util.concurrent.Flow;

/**
 * Reads a stream on a thread of its own and passes its events on as they are asked for. Without
 * demand it submits no receive, so the driver's queue takes the pressure (STR-13).
 */
final class EventSubscription implements Flow.Subscription {
  private final EventStream stream;
  private final Flow.Subscriber<? super Event> subscriber;
  private long demand;
  private boolean cancelled;
  private IllegalArgumentException badDemand;

  EventSubscription(EventStream stream, Flow.Subscriber<? super Event> subscriber) {
    this.stream = stream;
    this.subscriber = subscriber;
  }

  void start() {
    subscriber.onSubscribe(this);
    Thread thread = new Thread(this::read, "edr-km-stream-reader");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void request(long n) {
    synchronized (this) {
      if (n <= 0) {
        badDemand = new IllegalArgumentException("request(" + n + ") must be positive (rule 3.9)");
      } else {
        demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      }
    }
    wake();
    stream.wake();
    if (n <= 0) {
      cancel();
    }
  }

  @Override
  public void cancel() {
    synchronized (this) {
      cancelled = true;
    }
    stream.beginClose();
    wake();
  }

  /** Makes the reading thread look again at demand and state. */
  synchronized void wake() {
    notifyAll();
  }

  private void read() {
    try {
      publish();
    } catch (DriverException e) {
      subscriber.onError(e);
    } catch (IllegalStateException e) {
      if (isCancelled()) {
        throw e;
      }
      subscriber.onError(e);
    } finally {
      stream.close();
    }
  }

  private void publish() throws DriverException {
    int events = 0;
    while (events != EventStream.ENDED && !isCancelled()) {
      events = stream.poll(CompletionPort.FOREVER, this::passOn, this::wantedReceives);
    }
    if (badDemand() != null) {
      subscriber.onError(badDemand());
    } else if (!isCancelled()) {
      finish();
    }
  }

  private void finish() throws DriverException {
    if (!stream.endedInOrder()) {
      throw new StreamClosedException(
          "publish", "the stream was closed before it had ended; stop it to get all events");
    }
    subscriber.onComplete();
  }

  /** Holds the batch until all of it was asked for: meanwhile nothing is submitted anew. */
  private void passOn(EventBatch batch) {
    for (EventCursor event = batch.events(); event.next(); ) {
      if (!awaitDemand()) {
        return;
      }
      handOver(event.toEvent());
    }
  }

  /** A subscriber that throws is one that has cancelled (Reactive Streams 2.13). */
  private void handOver(Event event) {
    boolean taken = false;
    try {
      subscriber.onNext(event);
      taken = true;
    } finally {
      if (!taken) {
        cancel();
      }
    }
  }

  private synchronized boolean awaitDemand() {
    while (demand == 0 && !cancelled && !stream.isAbandoned()) {
      try {
        wait();
      } catch (InterruptedException e) {
        // An interrupt of this private thread can only mean that nobody wants the events.
        cancelled = true;
      }
    }
    if (cancelled || stream.isAbandoned()) {
      return false;
    }
    if (demand != Long.MAX_VALUE) {
      demand--;
    }
    return true;
  }

  /** A batch holds at least one event: more receives than events asked for are of no use. */
  private synchronized int wantedReceives() {
    return (int) Math.min(demand, Integer.MAX_VALUE);
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private synchronized IllegalArgumentException badDemand() {
    return badDemand;
  }
}
