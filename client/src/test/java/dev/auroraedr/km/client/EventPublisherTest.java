package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.Event;
import dev.auroraedr.km.client.fake.FakeDriver;
import dev.auroraedr.km.client.fake.FakeHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventPublisherTest {
  private final FakeDriver driver = new FakeDriver();
  private final Recorder recorder = new Recorder();
  private DriverConnection connection;
  private EventStream stream;
  private FakeHandle handle;

  @BeforeEach
  void open() throws Exception {
    connection = DriverConnection.open(driver);
    stream = connection.startEventStream(StreamOptions.defaults());
    handle = driver.handle(1);
    stream.publisher().subscribe(recorder);
  }

  @AfterEach
  void leaksNothing() {
    connection.close();
    assertThat(handle.hasFreedAllRequests()).isTrue();
    assertThat(handle.port().isClosed()).isTrue();
  }

  @Test
  void cli2_withoutDemand_submitsNoReceive() throws Exception {
    handle.port().awaitWaiter();
    assertThat(handle.pendingCount()).isZero();
    for (int i = 0; i < FakeDriver.QUEUE + 2; i++) {
      driver.happen();
    }
    assertThat(driver.queued()).isEqualTo(FakeDriver.QUEUE);
    recorder.subscription.request(2);
    assertThat(recorder.take(2)).containsExactly(1L, 2L);
    assertThat(recorder.events).isEmpty();
    recorder.subscription.request(100);
    assertThat(recorder.take(FakeDriver.QUEUE - 2)).last().isEqualTo((long) FakeDriver.QUEUE);
  }

  @Test
  void cli2_smallDemand_submitsNoMoreReceivesThanEvents() throws Exception {
    recorder.subscription.request(2);
    eventually(() -> handle.pendingCount() == 2);
    handle.port().awaitWaiter();
    assertThat(handle.pendingCount()).isEqualTo(2);
    driver.happen();
    assertThat(recorder.take(1)).containsExactly(1L);
    handle.port().awaitWaiter();
    assertThat(handle.pendingCount()).isEqualTo(1);
  }

  @Test
  void cli2_stop_givesTheRestThenCompletes() throws Exception {
    recorder.subscription.request(Long.MAX_VALUE);
    recorder.subscription.request(Long.MAX_VALUE);
    driver.happen();
    assertThat(recorder.take(1)).containsExactly(1L);
    stream.stop();
    assertThat(recorder.end.get(10, TimeUnit.SECONDS)).isEqualTo("complete");
  }

  @Test
  void shouldTellSubscriber_whenStreamIsClosed() throws Exception {
    recorder.subscription.request(1);
    stream.close();
    assertThat(recorder.end.get(10, TimeUnit.SECONDS)).startsWith("StreamClosedException");
  }

  @Test
  void shouldNotWaitForDemand_whenStreamIsClosed() throws Exception {
    recorder.subscription.request(1);
    eventually(() -> handle.pendingCount() == 1);
    handle.completeOldest(
        NtStatus.SUCCESS,
        dev.auroraedr.km.client.codec.BatchBytes.batch().event(1, "").event(2, "").bytes());
    assertThat(recorder.take(1)).containsExactly(1L);
    stream.close();
    assertThat(recorder.end.get(10, TimeUnit.SECONDS)).startsWith("StreamClosedException");
  }

  @Test
  void shouldCloseStream_whenSubscriberCancels() throws Exception {
    recorder.subscription.request(5);
    eventually(() -> handle.pendingCount() > 0);
    recorder.subscription.cancel();
    eventually(handle::hasFreedAllRequests);
    assertThat(stream.isOpen()).isFalse();
    assertThat(recorder.end).isNotDone();
  }

  @Test
  void shouldCancelInsideOnNext() throws Exception {
    recorder.cancelAt = 1;
    recorder.subscription.request(5);
    driver.happen();
    assertThat(recorder.take(1)).containsExactly(1L);
    eventually(handle::hasFreedAllRequests);
  }

  @Test
  void shouldTellSubscriber_whenReceiveFails() throws Exception {
    recorder.subscription.request(1);
    eventually(() -> handle.pendingCount() == 1);
    handle.completeOldest(NtStatus.DELETE_PENDING, new byte[0]);
    assertThat(recorder.end.get(10, TimeUnit.SECONDS)).startsWith("DriverGoneException");
  }

  @Test
  void shouldTellSubscriber_whenDemandIsNotPositive() throws Exception {
    recorder.subscription.request(0);
    assertThat(recorder.end.get(10, TimeUnit.SECONDS)).startsWith("IllegalArgumentException");
    eventually(handle::hasFreedAllRequests);
  }

  @Test
  void shouldRefuseSecondSubscriberAndPolling() throws Exception {
    Recorder second = new Recorder();
    stream.publisher().subscribe(second);
    assertThat(second.end.get(10, TimeUnit.SECONDS)).startsWith("IllegalStateException");
    Assertions.assertThatThrownBy(() -> stream.poll(java.time.Duration.ZERO, batch -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldTellSubscriber_whenThePortIsClosedUnderTheStream() throws Exception {
    FakeDriver other = new FakeDriver();
    EventStream orphan = DriverConnection.open(other).startEventStream(StreamOptions.defaults());
    Recorder owner = new Recorder();
    orphan.publisher().subscribe(owner);
    owner.subscription.request(1);
    eventually(() -> other.handle(1).pendingCount() == 1);
    other.handle(1).port().hold();
    other.close();
    assertThat(owner.end.get(10, TimeUnit.SECONDS)).startsWith("IllegalStateException");
  }

  @Test
  void shouldCloseStream_whenSubscriberThrows() throws Exception {
    recorder.throwAt = 1;
    recorder.subscription.request(5);
    driver.happen();
    eventually(handle::hasFreedAllRequests);
    assertThat(recorder.end).isNotDone();
  }

  private static void eventually(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static final class Recorder implements Flow.Subscriber<Event> {
    final LinkedBlockingQueue<Long> events = new LinkedBlockingQueue<>();
    final CompletableFuture<String> end = new CompletableFuture<>();
    volatile Flow.Subscription subscription;
    volatile long cancelAt;
    volatile long throwAt;

    List<Long> take(int count) throws InterruptedException {
      List<Long> taken = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        taken.add(events.poll(10, TimeUnit.SECONDS));
      }
      return taken;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
    }

    @Override
    public void onNext(Event event) {
      if (event.sequence() == cancelAt) {
        subscription.cancel();
      }
      if (event.sequence() == throwAt) {
        throw new IllegalStateException("a subscriber's own fault");
      }
      events.add(event.sequence());
    }

    @Override
    public void onError(Throwable failure) {
      end.complete(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    @Override
    public void onComplete() {
      end.complete("complete");
    }
  }
}
