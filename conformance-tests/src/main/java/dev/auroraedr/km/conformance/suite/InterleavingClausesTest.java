package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** STR-9 and STR-10: cancel, stop, receive and event at every kernel call of one another. */
@Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE})
class InterleavingClausesTest extends ClauseTest {
  /** A stream with some receives pending, on which both actions work. */
  private abstract class OnStream implements Interleaving.Run {
    final Stream stream = session().openStream();
    final TargetHandle handle = stream.session().handle();
    final List<Submission> receives;

    OnStream(int pending) {
      receives = new ArrayList<>(stream.pend(pending));
    }

    /** All events, whichever receive has them; receives that did not end are taken back. */
    List<Long> settle(String where) {
      bed().machine().quiesce();
      List<Long> seen = new ArrayList<>();
      for (Submission receive : receives) {
        if (!receive.ended()) {
          handle.cancel(receive);
        }
        Completion end = receive.await(TargetHandle.PATIENCE);
        if (end.status() == NtStatus.CANCELLED) {
          judge().completion(end, "a receive, " + where).failedWith(NtStatus.CANCELLED);
        } else if (end.status() != NtStatus.NOT_FOUND) {
          seen.addAll(stream.batch(end).sequences());
        }
      }
      return seen;
    }

    /** The same with what is still queued, which comes last. */
    List<Long> settleAndDrain(String where) {
      List<Long> seen = settle(where);
      stream.drain().stream().map(Batch::sequences).forEach(seen::addAll);
      seen.sort(null);
      return seen;
    }
  }

  private void atEveryCall(Supplier<OnStream> runs) {
    Interleaving.atEveryCall(bed().machine().kernelControl(), runs);
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelAtEveryCallOfAnEvent_losesAndDoublesNothing() {
    for (int pending = 1; pending <= 3; pending++) {
      int count = pending;
      atEveryCall(() -> new CancelAgainstEvent(count, true));
      atEveryCall(() -> new CancelAgainstEvent(count, false));
    }
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_eventAtEveryCallOfACancel_losesAndDoublesNothing() {
    for (int pending = 1; pending <= 3; pending++) {
      int count = pending;
      atEveryCall(() -> new CancelAgainstEvent(count, true).turned());
      atEveryCall(() -> new CancelAgainstEvent(count, false).turned());
    }
  }

  /** An event against the cancellation of the oldest receive, or of all. */
  private final class CancelAgainstEvent extends OnStream {
    private final boolean all;
    private boolean turned;

    CancelAgainstEvent(int pending, boolean all) {
      super(pending);
      this.all = all;
    }

    CancelAgainstEvent turned() {
      turned = true;
      return this;
    }

    @Override
    public void operation() {
      act(!turned);
    }

    @Override
    public void other() {
      act(turned);
    }

    private void act(boolean event) {
      if (event) {
        bed().activity().createFile();
      } else if (all) {
        handle.cancelAll();
      } else {
        handle.cancel(receives.get(0));
      }
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      boolean toThePending =
          all
              || receives.size() == 1
              || receives.get(0).ended() && receives.get(1).ended()
              || isBatch(receives.get(0));
      judge().that(toThePending, "an event must go to the next pending receive, " + where, "none");
      bed().activity().createFile();
      judge().equal(List.of(1L, 2L), settleAndDrain(where), "events, " + where);
      judge().equal(2L, stream.stop().get("delivered"), "delivered, " + where);
    }

    private boolean isBatch(Submission receive) {
      return receive.ended() && receive.await(TargetHandle.PATIENCE).status() == NtStatus.SUCCESS;
    }
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelAtEveryCallOfAReceiveThatPends_endsItAtOnce() {
    atEveryCall(
        () ->
            new OnStream(0) {
              private boolean found;

              @Override
              public void operation() {
                receives.add(stream.submit());
              }

              @Override
              public void other() {
                found = handle.cancelAll();
              }

              @Override
              public void check(String where) {
                bed().machine().quiesce();
                judge().that(!found || receives.get(0).ended(), "it must end, " + where, "pends");
                judge().equal(List.of(), settle(where), "events, " + where);
                bed().activity().createFile();
                judge().equal(List.of(1L), stream.receive().sequences(), "the event, " + where);
                stream.pend(Limits.MAX_PENDING_RECEIVES);
                stream.stop();
              }
            });
  }

  @Test
  @Clause(Clauses.STR_9)
  void str9_cancelAtEveryCallOfAReceiveThatFindsEvents_isServed() {
    atEveryCall(
        () ->
            new OnStream(0) {
              {
                bed().activity().createFiles(2);
              }

              @Override
              public void operation() {
                receives.add(stream.submit());
              }

              @Override
              public void other() {
                handle.cancelAll();
              }

              @Override
              public void check(String where) {
                judge().equal(List.of(1L, 2L), settle(where), "events served, " + where);
                stream.stop();
              }
            });
  }

  @Test
  @Clause({Clauses.STR_4, Clauses.STR_9})
  void str9_eventAtEveryCallOfAReceive_isReceivedOnce() {
    atEveryCall(
        () ->
            new OnStream(0) {
              @Override
              public void operation() {
                receives.add(stream.submit());
              }

              @Override
              public void other() {
                bed().activity().createFile();
              }

              @Override
              public void check(String where) {
                bed().machine().quiesce();
                boolean ended = receives.get(0).ended();
                judge().that(ended, "a receive with an event must end, " + where, "pending");
                judge().equal(List.of(1L), settle(where), "events, " + where);
                judge().equal(1L, stream.stop().get("delivered"), "delivered, " + where);
              }
            });
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stopAtEveryCallOfAReceive_cancelsOrRefusesIt() {
    atEveryCall(() -> new StopAgainst(0, false));
    atEveryCall(() -> new StopAgainst(2, false));
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_receiveAtEveryCallOfAStop_isCancelledOrRefused() {
    atEveryCall(() -> new StopAgainst(0, true));
    atEveryCall(() -> new StopAgainst(2, true));
  }

  /** A receive against a STOP. */
  private final class StopAgainst extends OnStream {
    private final boolean stopFirst;
    private Submission late;
    private Submission stop;

    StopAgainst(int pending, boolean stopFirst) {
      super(pending);
      this.stopFirst = stopFirst;
    }

    @Override
    public void operation() {
      act(stopFirst);
    }

    @Override
    public void other() {
      act(!stopFirst);
    }

    private void act(boolean stops) {
      if (stops) {
        stop = handle.submit(stream.stopRequest());
      } else {
        late = stream.submit();
      }
    }

    @Override
    public void check(String where) {
      RawStruct counts =
          assertThat(stop.await(TargetHandle.PATIENCE), "STOP, " + where)
              .answered("StopStreamResponse");
      judge().equal(0L, counts.get("delivered") + counts.get("dropped"), "events, " + where);
      bed().machine().quiesce();
      judge().that(receives.stream().allMatch(Submission::ended), "receives end, " + where, "no");
      settle(where);
      Completion end = late.await(TargetHandle.PATIENCE);
      judge()
          .that(
              Set.of(NtStatus.CANCELLED, NtStatus.NOT_FOUND).contains(end.status()),
              "a receive must win and be cancelled, or lose and not find its stream, " + where,
              Integer.toHexString(end.status()));
      judge().completion(end, "a receive, " + where).failedWith(end.status());
      judge()
          .that(
              late.returned() != NtStatus.CANCELLED,
              "a receive that lost against STOP must not find its stream, " + where,
              "STATUS_CANCELLED at once");
      stream.session().refused(NtStatus.NOT_FOUND, stream.stopRequest(), "a second STOP");
    }
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  void str10_eventAtEveryCallOfAStop_isCountedOrComesTooLate() {
    atEveryCall(() -> new EventAgainstStop(0));
    atEveryCall(() -> new EventAgainstStop(2));
  }

  /** An event in the middle of a STOP. */
  private final class EventAgainstStop extends OnStream {
    private Submission stop;

    EventAgainstStop(int pending) {
      super(pending);
    }

    @Override
    public void operation() {
      stop = handle.submit(stream.stopRequest());
    }

    @Override
    public void other() {
      bed().activity().createFile();
    }

    @Override
    public void check(String where) {
      List<Long> seen = settle(where);
      RawStruct counts =
          assertThat(stop.await(TargetHandle.PATIENCE), "STOP, " + where)
              .answered("StopStreamResponse");
      judge().equal((long) seen.size(), counts.get("delivered"), "delivered, " + where);
      long total = counts.get("delivered") + counts.get("dropped");
      judge().that(total <= 1, "the last number must be 0 or 1, " + where, total);
    }
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_stopAtEveryCallOfAStop_onlyOneFindsTheStream() {
    atEveryCall(
        () ->
            new OnStream(2) {
              private final List<Submission> stops = new ArrayList<>();

              @Override
              public void operation() {
                stops.add(handle.submit(stream.stopRequest()));
              }

              @Override
              public void other() {
                stops.add(handle.submit(Requests.stop(stream.token())));
              }

              @Override
              public void check(String where) {
                settle(where);
                List<Integer> ends =
                    stops.stream().map(s -> s.await(TargetHandle.PATIENCE).status()).toList();
                judge()
                    .equal(
                        Set.of(NtStatus.SUCCESS, NtStatus.NOT_FOUND),
                        Set.copyOf(ends),
                        "the two STOPs, " + where);
              }
            });
  }

  @Test
  @Clause({Clauses.STR_3, Clauses.STR_10})
  void str3_openAtEveryCallOfAnOpen_limitHolds() {
    Session session = session();
    for (int i = 0; i < 7; i++) {
      session.openStream();
    }
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new TwoOpens(session));
  }

  /** Two opens for the last place of a session. */
  private final class TwoOpens implements Interleaving.Run {
    private final Session session;
    private final List<Submission> opens = new ArrayList<>();

    TwoOpens(Session session) {
      this.session = session;
    }

    @Override
    public void operation() {
      opens.add(session.handle().submit(Requests.open(1, 0)));
    }

    @Override
    public void other() {
      operation();
    }

    @Override
    public void check(String where) {
      int opened = 0;
      for (Submission open : opens) {
        Completion end = open.await(TargetHandle.PATIENCE);
        if (end.status() == NtStatus.SUCCESS) {
          opened++;
          session.streamOf(end).stop();
        } else {
          assertThat(end, "an open, " + where).failedWith(NtStatus.INSUFFICIENT_RESOURCES);
        }
      }
      judge().equal(1, opened, "opens that found the last place, " + where);
    }
  }
}
