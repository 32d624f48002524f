package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-10 and STR-11: a stream ends in the middle of an event or of a cancellation. */
@Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
class StopInterleavingClausesTest extends ClauseTest {
  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  void str10_stopAtEveryCallOfAnEvent_endsReceivesFirstAndCountsOnce() {
    for (int pending = 0; pending < 3; pending++) {
      int count = pending;
      Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new StopInAnEvent(count));
    }
  }

  @Test
  @Clause({Clauses.STR_9, Clauses.STR_10})
  void str10_stopAtEveryCallOfACancel_endsReceivesFirst() {
    for (int pending = 1; pending < 3; pending++) {
      int count = pending;
      Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new StopInACancel(count));
    }
  }

  /** A STOP that must not complete before the stream's receives, whoever completes them. */
  private abstract class StopInside implements Interleaving.Run {
    final Stream stream = session().openStream();
    final TargetHandle handle = stream.session().handle();
    final List<Submission> receives;
    private Submission stop;
    private boolean receivesEndedFirst;

    StopInside(int pending) {
      receives = stream.pend(pending);
    }

    @Override
    public void other() {
      Submission submitted = handle.submit(stream.stopRequest());
      receivesEndedFirst = receives.stream().allMatch(Submission::ended);
      stop = submitted;
    }

    RawStruct counts(String where) {
      bed().machine().quiesce();
      judge().that(receivesEndedFirst, "receives must end before STOP does, " + where, "one pends");
      return assertThat(stop.await(TargetHandle.PATIENCE), "STOP, " + where)
          .answered("StopStreamResponse");
    }

    long received(String where) {
      long events = 0;
      for (Submission receive : receives) {
        Completion end = receive.await(TargetHandle.PATIENCE);
        if (end.status() == NtStatus.CANCELLED) {
          assertThat(end, "a receive, " + where).failedWith(NtStatus.CANCELLED);
        } else {
          events += stream.batch(end).events().size();
        }
      }
      return events;
    }
  }

  private final class StopInAnEvent extends StopInside {
    StopInAnEvent(int pending) {
      super(pending);
    }

    @Override
    public void operation() {
      bed().activity().createFile();
    }

    @Override
    public void check(String where) {
      RawStruct counts = counts(where);
      judge().equal(received(where), counts.get("delivered"), "delivered, " + where);
      long total = counts.get("delivered") + counts.get("dropped");
      judge().that(total <= 1, "the last number must be 0 or 1, " + where, total);
    }
  }

  private final class StopInACancel extends StopInside {
    StopInACancel(int pending) {
      super(pending);
    }

    @Override
    public void operation() {
      handle.cancel(receives.get(0));
    }

    @Override
    public void check(String where) {
      RawStruct counts = counts(where);
      judge().equal(0L, received(where) + counts.get("dropped"), "events, " + where);
    }
  }

  @Test
  @Clause({Clauses.STR_11, Clauses.STR_15})
  @Requires(Capability.CLEANUP)
  void str11_closeAtEveryCallOfAnEvent_endsEveryReceive() {
    Session watcher = session();
    for (int pending = 0; pending < 3; pending++) {
      int count = pending;
      Interleaving.atEveryCall(
          bed().machine().kernelControl(), () -> new CloseInAnEvent(watcher, count));
    }
  }

  @Test
  @Clause({Clauses.STR_11, Clauses.STR_15})
  @Requires(Capability.CLEANUP)
  void str15_closeAtEveryCallOfAStop_waitsForTheReceivesThatStopEnds() {
    Session watcher = session();
    for (int pending = 1; pending < 3; pending++) {
      int count = pending;
      Interleaving.atEveryCall(
          bed().machine().kernelControl(), () -> new CloseInAStop(watcher, count));
    }
  }

  /** The stream is out of the session already, and its receives still belong to it. */
  private final class CloseInAStop extends CloseInside {
    CloseInAStop(Session watcher, int pending) {
      super(watcher, pending);
    }

    @Override
    public void operation() {
      session.handle().submit(stream.stopRequest());
    }
  }

  private final class CloseInAnEvent extends CloseInside {
    CloseInAnEvent(Session watcher, int pending) {
      super(watcher, pending);
    }

    @Override
    public void operation() {
      bed().activity().createFile();
    }
  }

  private abstract class CloseInside implements Interleaving.Run {
    final Session session = session();
    final Stream stream = session.openStream();
    private final Session watcher;
    private final List<Submission> receives;
    private boolean receivesEndedFirst;

    CloseInside(Session watcher, int pending) {
      this.watcher = watcher;
      receives = stream.pend(pending);
    }

    @Override
    public void other() {
      session.close();
      receivesEndedFirst = receives.stream().allMatch(Submission::ended);
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      judge()
          .that(receivesEndedFirst, "CLEANUP must end every receive first, " + where, "one pends");
      for (Submission receive : receives) {
        Completion end = receive.await(TargetHandle.PATIENCE);
        if (end.status() != NtStatus.SUCCESS) {
          assertThat(end, "a receive, " + where).failedWith(NtStatus.CANCELLED);
        }
      }
      judge().equal(0L, watcher.activeStreams(), "active_streams, " + where);
    }
  }
}
