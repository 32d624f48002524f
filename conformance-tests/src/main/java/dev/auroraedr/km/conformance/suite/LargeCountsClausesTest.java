package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-8: numbers and counts that need more than 16 bits. */
class LargeCountsClausesTest extends ClauseTest {
  private static final int MANY = 65_536 + 300;
  private static final int ROUND = 20_000;

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  void str8_moreThan65536Drops_areCounted() {
    Stream stream = session().openStream(1, 16_384);
    createSmallFiles(MANY);
    Batch batch = stream.receive();
    long queued = batch.events().size();
    judge().equal(MANY - queued, batch.dropped(), "dropped of the batch");
    bed().activity().createFile();
    judge().equal(List.of(MANY + 1L), stream.receive().sequences(), "the number after the loss");
    judge().equal(MANY - queued, stream.stop().get("dropped"), "dropped at STOP");
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  void str8_moreThan65536Deliveries_areCounted() {
    Stream stream = session().openStream(1, 4_194_304);
    long last = 0;
    while (last < MANY) {
      createSmallFiles(ROUND);
      for (long made = last + ROUND; last < made; ) {
        last += receiveFrom(last + 1, stream);
      }
    }
    RawStruct counts = stream.stop();
    judge().equal(last, counts.get("delivered"), "delivered at STOP");
    judge().equal(0L, counts.get("dropped"), "dropped at STOP");
  }

  private void createSmallFiles(int count) {
    int units = Activity.fileNameUnits(bed().activity().smallestFileEvent());
    for (int i = 0; i < count; i++) {
      bed().activity().createFile(units);
    }
  }

  /** Looks at no more than the first event: the form of batches is shown elsewhere. */
  private long receiveFrom(long number, Stream stream) {
    byte[] output = stream.submit().await(TargetHandle.PATIENCE).output();
    RawStruct batch = RawStruct.at("EventBatch", output, 0);
    RawStruct oldest = RawStruct.at("Event", output, RawStruct.sizeOf("EventBatch"));
    judge().equal(number, oldest.get("sequence"), "the first number of a batch");
    return batch.get("event_count");
  }
}
