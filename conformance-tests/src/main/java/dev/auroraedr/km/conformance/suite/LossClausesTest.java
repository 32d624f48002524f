package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * STR-8: a loss is told by the next batch that is built, and by nothing before it. A loss with
 * nothing queued needs an event that can't be made for want of memory (STR-16).
 */
@Requires({Capability.FAULTS, Capability.STIMULI})
class LossClausesTest extends ClauseTest {
  @Test
  @Clause({Clauses.STR_8, Clauses.STR_16})
  void str8_lossBeforeAReceivePends_isToldByItsBatch() {
    Stream stream = session().openStream();
    if (losesOne()) {
      told(stream, stream.pend());
    } else {
      kept(stream, stream.submit());
    }
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_9})
  void str8_cancelledReceives_leaveTheLossUntold() {
    Session session = session();
    Stream stream = session.openStream();
    Submission early = stream.pend();
    if (!losesOne()) {
      kept(stream, early);
      return;
    }
    Submission late = stream.pend();
    for (Submission receive : List.of(early, late)) {
      session.handle().cancel(receive);
      assertThat(receive.await(TargetHandle.PATIENCE), "cancel").failedWith(NtStatus.CANCELLED);
    }
    told(stream, stream.pend());
  }

  @Test
  @Clause({Clauses.IOC_4, Clauses.STR_8})
  void str8_refusedRequests_leaveTheLossUntold() {
    Session session = session();
    Stream stream = session.openStream();
    Submission oldest = stream.pend(Limits.MAX_PENDING_RECEIVES).get(0);
    if (!losesOne()) {
      kept(stream, oldest);
      return;
    }
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.receive(stream.token(), 4096), "receive 65");
    session.refused(
        NtStatus.BUFFER_TOO_SMALL, Requests.receive(stream.token(), 4095), "a short receive");
    session.refused(NtStatus.BUFFER_TOO_SMALL, Requests.stop(stream.token(), 23), "a short STOP");
    told(stream, oldest);
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_16})
  void str8_loss_countsWhereTheMaskHasItsTypeAlone() {
    Session session = session();
    Stream files = session.openStream();
    Stream values = session.openStream(EventMask.REGISTRY, 0);
    if (!losesOne()) {
      kept(files, files.submit());
      return;
    }
    bed().activity().setValue();
    Batch batch = values.receive();
    judge().equal(0L, batch.dropped(), "dropped where the mask lacks the type");
    judge().equal(List.of(1L), batch.sequences(), "numbers where it lacks the type");
    judge().equal(1L, files.stop().get("dropped"), "dropped where the mask has the type");
  }

  /**
   * Whether an event is lost where memory is short: a driver that makes events without any has none
   * to lose.
   */
  private boolean losesOne() {
    Stream witness = session().openStream();
    QueueClausesTest.ALLOCATIONS.forEach(bed().machine().kernelControl()::failAll);
    bed().activity().createFile();
    bed().machine().kernelControl().clear();
    bed().machine().quiesce();
    return witness.drain().isEmpty();
  }

  private void kept(Stream stream, Submission receive) {
    Batch batch = stream.batch(receive);
    judge().equal(0L, batch.dropped(), "dropped where events need no memory");
    judge().equal(List.of(1L), batch.sequences(), "numbers where events need no memory");
  }

  private void told(Stream stream, Submission receive) {
    bed().activity().createFile();
    Batch batch = stream.batch(receive);
    judge().equal(1L, batch.dropped(), "dropped of the batch after the loss");
    judge().equal(List.of(2L), batch.sequences(), "numbers after the loss");
    RawStruct counts = stream.stop();
    judge().equal(1L, counts.get("delivered"), "delivered");
    judge().equal(1L, counts.get("dropped"), "dropped at STOP");
  }
}
