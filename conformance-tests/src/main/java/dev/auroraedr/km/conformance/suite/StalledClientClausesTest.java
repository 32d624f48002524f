package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.fixtures.Clauses;
import org.junit.jupiter.api.Test;

/** STR-4 and STR-13: long outputs, and clients that let events queue beside a stalled one. */
class StalledClientClausesTest extends ClauseTest {
  private static final int EVENT = 256;
  private static final int FULL_BATCH = (65_536 - 32) / EVENT;

  @Test
  @Clause(Clauses.STR_4)
  void str4_longOutput_stillGetsAtMost65536Bytes() {
    Stream stream = session().openStream(1, 4_194_304);
    bed().activity().createFiles(600);
    Batch batch = stream.batch(stream.submit(1_000_000));
    judge().equal(FULL_BATCH, batch.events().size(), "events for 1,000,000 output bytes");
    judge().equal(FULL_BATCH, stream.receive().events().size(), "events of the next batch");
  }

  @Test
  @Clause(Clauses.STR_13)
  void str13_stalledClient_takesNoRoomFromAnotherOnesQueue() {
    Stream stalled = session().openStream(1, 16_384);
    Stream lively = bed().session(bed().process(Account.SYSTEM)).openStream(1, 16_384);
    for (int round = 0; round < 5; round++) {
      bed().activity().createFiles(16_384 / EVENT);
      Batch batch = lively.receive();
      judge().equal(16_384 / EVENT, batch.events().size(), "events that fit the other queue");
      judge().equal(0L, batch.dropped(), "dropped beside a stalled client");
    }
    judge().equal(0L, lively.stop().get("dropped"), "dropped beside a stalled client in all");
    judge().equal(5L * 16_384 / EVENT, stalled.stop().get("dropped"), "dropped at the stalled one");
  }
}
