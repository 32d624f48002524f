package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Real threads make events, receive and cancel at once: whatever the order, no event is lost or
 * doubled, every receive ends with one packet, and the counts add up.
 */
class ConcurrentProperties {
  private static final Judge JUDGE =
      new Judge(Clauses.IOC_8, Clauses.IOC_10, Clauses.STR_7, Clauses.STR_8, Clauses.STR_9);

  @Property(tries = 6)
  @Clause({Clauses.IOC_8, Clauses.IOC_10, Clauses.STR_7, Clauses.STR_8, Clauses.STR_9})
  @Requires({Capability.CONCURRENCY, Capability.STIMULI})
  void str8_threadsTogether_loseAndDoubleNothing(
      @ForAll @IntRange(min = 1, max = 3) int producers,
      @ForAll @IntRange(min = 1, max = 8) int inFlight,
      @ForAll boolean smallQueue,
      @ForAll boolean cancels) {
    try (TestBed bed = TestBed.bootConcurrent(JUDGE)) {
      int events = Size.times(200);
      List<Consumer> consumers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        consumers.add(new Consumer(bed, inFlight, smallQueue ? 16_384 : 0));
      }
      race(bed, consumers, producers, events, cancels);
      consumers.forEach(consumer -> consumer.settle((long) producers * events));
      bed.finish();
    }
  }

  private static void race(
      TestBed bed, List<Consumer> consumers, int producers, int events, boolean cancels) {
    CountDownLatch producing = new CountDownLatch(producers);
    List<Callable<Object>> threads = new ArrayList<>();
    for (int i = 0; i < producers; i++) {
      threads.add(
          Executors.callable(
              () -> {
                bed.activity().createFiles(events);
                producing.countDown();
              }));
    }
    for (Consumer consumer : consumers) {
      threads.add(Executors.callable(() -> consumer.consume(producing, cancels)));
    }
    Together.run(threads);
  }
}
