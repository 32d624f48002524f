package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.fake.FakeDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the order of events, packets and polls: order, completeness, account. */
class EventStreamProperties {
  /** What a step of the sequence does. */
  enum Step {
    HAPPEN,
    POLL,
    HOLD_PACKETS,
    RELEASE_SHUFFLED
  }

  private final List<Long> seen = new ArrayList<>();

  @Property(tries = 300)
  void streamKeepsOrderAndAccount(
      @ForAll @Size(max = 80) List<Step> steps,
      @ForAll @IntRange(min = 1, max = 9) int receives,
      @ForAll long shuffleSeed)
      throws DriverException {
    seen.clear();
    FakeDriver driver = new FakeDriver();
    Random shuffle = new Random(shuffleSeed);
    try (DriverConnection connection = DriverConnection.open(driver);
        EventStream stream =
            connection.startEventStream(StreamOptions.defaults().withReceives(receives))) {
      for (Step step : steps) {
        perform(step, driver, stream, shuffle);
      }
      release(driver, shuffle);
      StreamSummary summary = stream.stop(this::collect);
      check(stream, summary, steps);
    }
    assertThat(driver.handle(1).hasFreedAllRequests()).isTrue();
  }

  private void perform(Step step, FakeDriver driver, EventStream stream, Random shuffle)
      throws DriverException {
    switch (step) {
      case HAPPEN -> driver.happen();
      case POLL -> stream.poll(Duration.ZERO, this::collect);
      case HOLD_PACKETS -> driver.handle(1).port().hold();
      case RELEASE_SHUFFLED -> release(driver, shuffle);
      default -> throw new AssertionError(step);
    }
  }

  private static void release(FakeDriver driver, Random shuffle) {
    List<Integer> order =
        IntStream.range(0, driver.handle(1).port().heldCount())
            .boxed()
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(order, shuffle);
    driver.handle(1).port().release(order.stream().mapToInt(i -> i).toArray());
  }

  private void check(EventStream stream, StreamSummary summary, List<Step> steps) {
    long happened = steps.stream().filter(Step.HAPPEN::equals).count();
    assertThat(seen).isSorted().doesNotHaveDuplicates();
    assertThat(summary.delivered()).isEqualTo(seen.size());
    assertThat(summary.delivered() + summary.dropped()).isEqualTo(happened);
    assertThat(stream.statistics().received()).isEqualTo(seen.size());
    assertThat(stream.statistics().unreported()).isZero();
  }

  private void collect(EventBatch batch) {
    for (EventCursor event = batch.events(); event.next(); ) {
      seen.add(event.sequence());
    }
  }
}
