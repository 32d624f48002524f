package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.BatchBytes;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.fake.FakeDriver;
import dev.auroraedr.km.client.fake.FakeHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class EventStreamTest {
  private static final Duration LOOK = Duration.ZERO;

  private final FakeDriver driver = new FakeDriver();
  private final List<Long> seen = new ArrayList<>();
  private DriverConnection connection;
  private EventStream stream;
  private FakeHandle handle;

  @BeforeEach
  void open() throws Exception {
    connection = DriverConnection.open(driver);
    stream = connection.startEventStream(StreamOptions.defaults());
    handle = driver.handle(1);
  }

  @AfterEach
  void leaksNothing() {
    driver.ignoreCancel(false);
    connection.close();
    assertThat(handle.isClosed()).isTrue();
    assertThat(handle.hasFreedAllRequests()).isTrue();
    assertThat(handle.port().isClosed()).isTrue();
  }

  @Test
  void cli2_openStream_keepsSeveralReceivesInFlight() throws Exception {
    assertThat(stream.poll(LOOK, this::collect)).isZero();
    assertThat(handle.pendingCount()).isEqualTo(4);
    driver.happen();
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(1);
    stream.poll(LOOK, this::collect);
    assertThat(handle.pendingCount()).as("a used receive is submitted again").isEqualTo(4);
  }

  @Test
  void cli2_packetsOutOfOrder_areHandedOutInSequenceOrder() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.port().hold();
    for (int i = 0; i < 3; i++) {
      driver.happen();
    }
    handle.port().release(2, 0, 1);
    pollAll();
    assertThat(seen).containsExactly(1L, 2L, 3L);
  }

  @Test
  void cli2_laterPacketAlone_waitsForTheEarlierOne() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.port().hold();
    driver.happen();
    driver.happen();
    handle.port().release(1, 0);
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(1);
    assertThat(seen).containsExactly(1L);
  }

  @Test
  void cli2_drops_areReportedAndLeaveHoles() throws Exception {
    for (int i = 0; i < FakeDriver.QUEUE + 3; i++) {
      driver.happen();
    }
    stream.poll(LOOK, this::collect);
    driver.happen();
    pollAll();
    assertThat(seen).hasSize(FakeDriver.QUEUE + 1).last().isEqualTo(FakeDriver.QUEUE + 4L);
    assertThat(stream.statistics()).isEqualTo(new StreamStatistics(9, 3, 3));
    assertThat(stream.statistics().unreported()).isZero();
  }

  @Test
  void cli2_silentLoss_isCounted() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.completeOldest(NtStatus.SUCCESS, BatchBytes.batch().event(5, "").bytes());
    stream.poll(LOOK, this::collect);
    assertThat(stream.statistics().unreported()).isEqualTo(4);
  }

  @Test
  void cli2_stop_handsOutRestAndGivesAccount() throws Exception {
    stream.poll(LOOK, this::collect);
    driver.happen();
    driver.happen();
    StreamSummary summary = stream.stop(this::collect);
    assertThat(seen).containsExactly(1L, 2L);
    assertThat(summary).isEqualTo(new StreamSummary(2, 0));
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(EventStream.ENDED);
    assertThatThrownBy(stream::stop)
        .isInstanceOf(StreamClosedException.class)
        .hasMessageContaining("STOPPED already");
  }

  @Test
  void cli2_stopByAnotherThread_endsAWaitingPoll() throws Exception {
    CompletableFuture<Integer> polled = pollInBackground();
    handle.port().awaitWaiter();
    assertThat(stream.stop()).isEqualTo(new StreamSummary(0, 0));
    assertThat(polled.get(10, TimeUnit.SECONDS)).isEqualTo(EventStream.ENDED);
  }

  @Test
  void cli2_closeByAnotherThread_endsAWaitingPoll() throws Exception {
    CompletableFuture<Integer> polled = pollInBackground();
    handle.port().awaitWaiter();
    stream.close();
    assertThat(polled.get(10, TimeUnit.SECONDS)).isEqualTo(EventStream.ENDED);
    assertThat(handle.hasFreedAllRequests()).isTrue();
  }

  @Test
  void cli2_close_throwsAwayWhatStillComes() throws Exception {
    stream.poll(LOOK, this::collect);
    driver.happen();
    stream.close();
    stream.close();
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(EventStream.ENDED);
    assertThat(seen).isEmpty();
  }

  @Test
  void shouldCloseAfterHandling_whenHandlerClosesStream() throws Exception {
    driver.happen();
    int events =
        stream.poll(
            LOOK,
            batch -> {
              stream.close();
              collect(batch);
            });
    assertThat(events).isEqualTo(1);
    assertThat(seen).containsExactly(1L);
    assertThat(handle.hasFreedAllRequests()).isTrue();
  }

  @Test
  void shouldRefuse_whenHandlerPollsOrStops() throws Exception {
    driver.happen();
    stream.poll(
        LOOK,
        batch -> {
          assertThatThrownBy(stream::stop).isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
              .hasMessageContaining("being handled");
          collect(batch);
        });
    assertThat(seen).containsExactly(1L);
    assertThat(stream.isOpen()).isTrue();
  }

  @Test
  void shouldGoOn_whenHandlerThrows() throws Exception {
    driver.happen();
    assertThatThrownBy(
            () ->
                stream.poll(
                    LOOK,
                    batch -> {
                      throw new IllegalArgumentException("handler");
                    }))
        .hasMessage("handler");
    driver.happen();
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(1);
    assertThat(seen).containsExactly(2L);
  }

  @Test
  void cli1_failedReceive_endsTheStreamAfterEarlierBatches() throws Exception {
    stream.poll(LOOK, this::collect);
    driver.happen();
    handle.completeOldest(NtStatus.DELETE_PENDING, new byte[0]);
    assertThat(stream.poll(LOOK, this::collect)).isEqualTo(1);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
          .isInstanceOf(DriverGoneException.class)
          .hasMessageContaining(
              "START_EVENT_STREAM[receive](device) failed: STATUS_DELETE_PENDING");
    }
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void cli1_receiveCancelledByOthers_isAFailure() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.completeOldest(NtStatus.CANCELLED, new byte[0]);
    assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
        .isInstanceOf(StreamCancelledException.class);
  }

  @Test
  void cli1_refusedReceive_isTypedAndPostsNoPacket() {
    driver.failNextSubmit(1450);
    assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
        .isInstanceOf(ResourcesExhaustedException.class);
  }

  @Test
  void cli1_malformedBatch_endsTheStream() throws Exception {
    stream.poll(LOOK, this::collect);
    byte[] bytes = BatchBytes.batch().event(1, "a").bytes();
    bytes[36] = 13;
    handle.completeOldest(NtStatus.SUCCESS, bytes);
    assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("offset 36: type=13");
    assertThat(seen).isEmpty();
  }

  @Test
  void cli1_sequenceThatStepsBack_isMalformed() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.completeOldest(NtStatus.SUCCESS, BatchBytes.batch().event(5, "").bytes());
    handle.completeOldest(NtStatus.SUCCESS, BatchBytes.batch().event(5, "").bytes());
    stream.poll(LOOK, this::collect);
    assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining("sequence=5 must be above 5");
  }

  @Test
  void cli1_failedStop_isTypedAndClosesTheStream() throws Exception {
    stream.poll(LOOK, this::collect);
    driver.fail(ControlCode.STOP_EVENT_STREAM, 1168, OptionalInt.empty());
    assertThatThrownBy(stream::stop).isInstanceOf(StreamNotFoundException.class);
    assertThat(handle.hasFreedAllRequests()).isTrue();
    assertThatThrownBy(() -> stream.poll(LOOK, this::collect))
        .isInstanceOf(StreamNotFoundException.class);
  }

  @Test
  void str13_readerThatStalls_leavesThePressureToTheDriversQueue() throws Exception {
    stream.poll(LOOK, this::collect);
    for (int i = 0; i < 20; i++) {
      driver.happen();
    }
    assertThat(handle.pendingCount()).isZero();
    assertThat(driver.queued()).isEqualTo(FakeDriver.QUEUE);
    pollAll();
    assertThat(seen).hasSize(4 + FakeDriver.QUEUE);
    driver.happen();
    pollAll();
    assertThat(stream.statistics().dropped()).isEqualTo(20 - 4 - FakeDriver.QUEUE);
    assertThat(stream.stop().dropped()).isEqualTo(20 - 4 - FakeDriver.QUEUE);
  }

  @Test
  void shouldSpin_whenAskedTo() throws Exception {
    try (EventStream spinning =
        connection.startEventStream(StreamOptions.defaults().withWaiting(Waiting.SPIN))) {
      assertThat(spinning.poll(Duration.ofMillis(1), this::collect)).isZero();
      driver.handle(2).completeOldest(0, BatchBytes.batch().event(1, "").bytes());
      assertThat(spinning.poll(Duration.ofSeconds(20), this::collect)).isEqualTo(1);
    }
  }

  @Test
  void shouldKeepBuffers_whenReceivesAreStillInFlight() throws Exception {
    stream.poll(LOOK, this::collect);
    handle.port().hold();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(stream::close);
    handle.port().awaitWaiter();
    assertThat(closed).isNotDone();
    assertThat(handle.hasFreedAllRequests()).isFalse();
    handle.port().release(3, 1, 0, 2);
    closed.get(10, TimeUnit.SECONDS);
    assertThat(handle.hasFreedAllRequests()).isTrue();
  }

  @Test
  void shouldReserveBuffers_whenReceivesNeverComeBack() throws Exception {
    stream.poll(LOOK, this::collect);
    driver.ignoreCancel(true);
    assertThatThrownBy(() -> stream.close(TimeUnit.MILLISECONDS.toNanos(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 receives did not end within 1 ms")
        .hasMessageContaining("buffers stay reserved");
    assertThat(handle.hasFreedAllRequests()).isFalse();
    driver.ignoreCancel(false);
    handle.cancelAll();
    stream.close();
    assertThat(handle.hasFreedAllRequests()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, Integer.MAX_VALUE, -1})
  void shouldRefuseAnswer_whenItsLengthExceedsTheBuffer(int information) throws Exception {
    stream.poll(LOOK, this::collect);
    handle.completeOldestClaiming(information);
    assertThatThrownBy(() -> stream.poll(Duration.ofSeconds(20), this::collect))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageContaining(Integer.toUnsignedString(information))
        .hasMessageContaining("65536");
    assertThat(stream.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Waiting.class)
  void shouldTellLoudly_whenThePortIsClosedUnderTheStream(Waiting waiting) throws Exception {
    FakeDriver other = new FakeDriver();
    EventStream orphan =
        DriverConnection.open(other)
            .startEventStream(StreamOptions.defaults().withWaiting(waiting));
    orphan.poll(LOOK, this::collect);
    other.close();
    assertThatThrownBy(() -> orphan.poll(Duration.ofSeconds(Long.MAX_VALUE), this::collect))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed under 4 receives")
        .hasMessageContaining("close streams before their port");
    assertThatThrownBy(orphan::close).hasMessageContaining("closed under 4 receives");
    assertThat(other.handle(1).hasFreedAllRequests()).isFalse();
  }

  @RepeatedTest(30)
  void cli2_stopAmidTraffic_losesNothingThatWasDelivered() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> traffic =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                driver.happen();
              }
            });
    while (seen.size() < 20) {
      stream.poll(Duration.ofSeconds(10), this::collect);
    }
    StreamSummary summary = stream.stop(this::collect);
    enough.set(true);
    traffic.get(10, TimeUnit.SECONDS);
    assertThat((long) seen.size()).isEqualTo(summary.delivered());
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(stream.statistics().unreported()).isZero();
  }

  private CompletableFuture<Integer> pollInBackground() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stream.poll(Duration.ofSeconds(Long.MAX_VALUE), this::collect);
          } catch (DriverException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void pollAll() throws DriverException {
    while (stream.poll(LOOK, this::collect) > 0) {
      continue;
    }
  }

  private void collect(EventBatch batch) {
    for (EventCursor event = batch.events(); event.next(); ) {
      seen.add(event.sequence());
    }
  }
}
