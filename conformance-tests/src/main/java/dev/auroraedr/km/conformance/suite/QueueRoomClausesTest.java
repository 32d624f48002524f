package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * STR-16: the whole of the granted queue can be used, whatever its size and wherever events lie.
 */
class QueueRoomClausesTest extends ClauseTest {
  private static final int RECEIVE_BYTES = 4096;

  @Test
  @Clause({Clauses.STR_1, Clauses.STR_16})
  void str16_defaultAndRoundedQueue_holdWhatWasGranted() {
    for (long asked : new long[] {0, 16_385, 45_056, 270_000}) {
      Stream stream = session().openStream(1, asked);
      fillAndOverflow(stream, 1024);
    }
  }

  @Test
  @Clause(Clauses.STR_16)
  void str16_largestQueue_holdsLargeAndSmallEvents() {
    int smallest = bed().activity().smallestFileEvent();
    for (int size : new int[] {2048, smallest}) {
      fillAndOverflow(session().openStream(1, 4_194_304), size);
    }
  }

  private void fillAndOverflow(Stream stream, int size) {
    long fitting = stream.queueBytes() / size;
    for (long i = 0; i < fitting + 1; i++) {
      bed().activity().createFile(Activity.fileNameUnits(size));
    }
    stream.drain();
    RawStruct counts = stream.stop();
    String what = "events of " + size + " bytes in a queue of " + stream.queueBytes();
    judge().equal(fitting, counts.get("delivered"), what);
    judge().equal(1L, counts.get("dropped"), "dropped " + what);
  }

  @Test
  @Clause({Clauses.STR_4, Clauses.STR_16})
  void str16_eventsAcrossTheEndOfTheQueue_fitAndKeepTheirBytes() {
    for (int size : new int[] {264, 328, 1000}) {
      Stream stream = session().openStream(1, 16_384);
      List<String> waiting = new ArrayList<>();
      for (int round = 0; round < 30; round++) {
        fill(waiting, size);
        Batch batch = stream.batch(stream.submit(RECEIVE_BYTES));
        List<String> oldest = waiting.subList(0, (RECEIVE_BYTES - 32) / size);
        judge().equal(oldest, batch.names(), "events of " + size + " bytes in round " + round);
        judge().equal(0L, batch.dropped(), "dropped in round " + round);
        oldest.clear();
      }
      stream.stop();
    }
  }

  private void fill(List<String> waiting, int size) {
    while ((waiting.size() + 1) * size <= 16_384) {
      waiting.add(bed().activity().createFile(Activity.fileNameUnits(size)));
    }
  }
}
