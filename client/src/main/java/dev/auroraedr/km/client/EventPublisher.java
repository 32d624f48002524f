package dev.auroraedr.km.client;

import dev.auroraedr.km.client.codec.Event;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/** Publishes one stream to one subscriber. */
final class EventPublisher implements Flow.Publisher<Event> {
  private final AtomicReference<EventSubscription> only = new AtomicReference<>();
  private final EventStream stream;

  EventPublisher(EventStream stream) {
    this.stream = stream;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super Event> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    EventSubscription subscription = new EventSubscription(stream, subscriber);
    if (only.compareAndSet(null, subscription)) {
      subscription.start();
    } else {
      refuse(subscriber);
    }
  }

  boolean isSubscribed() {
    return only.get() != null;
  }

  void wake() {
    EventSubscription subscription = only.get();
    if (subscription != null) {
      subscription.wake();
    }
  }

  private static void refuse(Flow.Subscriber<? super Event> subscriber) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            // Nothing will come: onError follows at once (Reactive Streams 1.9).
          }

          @Override
          public void cancel() {
            // Nothing to cancel.
          }
        });
    subscriber.onError(
        new IllegalStateException(
            "the stream has a subscriber already; start another stream for a second one"));
  }
}
