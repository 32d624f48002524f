package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Together;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** IOC-8: many threads and handles, and the rule of synchronous handles. */
class ConcurrencyClausesTest extends ClauseTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 50;

  @Test
  @Clause(Clauses.IOC_8)
  @Requires(Capability.CONCURRENCY)
  void ioc8_manyThreadsOnOneHandle_areServed() {
    TestBed bed = concurrentBed();
    Session shared = bed.session();
    List<Callable<Void>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(() -> useStreams(bed, shared));
    }
    Together.run(threads);
    judge().equal(0L, shared.activeStreams(), "active_streams at the end");
  }

  @Test
  @Clause(Clauses.IOC_8)
  @Requires(Capability.CONCURRENCY)
  void ioc8_manyThreadsOnTheirOwnHandles_areServed() {
    TestBed bed = concurrentBed();
    CallerProcess process = bed.process(Account.SYSTEM);
    List<Callable<Void>> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(
          () -> {
            Session own = bed.session(process);
            useStreams(bed, own);
            own.close();
            return null;
          });
    }
    Together.run(threads);
    bed.machine().quiesce();
    judge().equal(0L, bed.session(process).activeStreams(), "active_streams at the end");
  }

  private static Void useStreams(TestBed bed, Session session) {
    for (int i = 0; i < ROUNDS; i++) {
      Stream stream = session.openStream();
      bed.judge().completion(session.control(Requests.health()), "health").succeeded();
      Submission receive = stream.submit();
      bed.activity().createFile();
      stream.batch(receive);
      session.activeStreams();
      stream.stop();
    }
    return null;
  }

  @Test
  @Clause(Clauses.IOC_8)
  void ioc8_queries_passPendingReceives() {
    Session session = session();
    Stream stream = session.openStream();
    List<Submission> receives = stream.pend(64);
    for (Session any : List.of(session, bed().session(session.process()))) {
      assertThat(any.control(Requests.health()), "health beside 64 pending receives").succeeded();
      judge().equal(1L, any.activeStreams(), "active_streams beside 64 pending receives");
    }
    judge().that(receives.stream().noneMatch(Submission::ended), "receives stay pending", "ended");
    stream.stop();
  }

  @Test
  @Clause(Clauses.IOC_8)
  void ioc8_pendingReceives_holdUpNoOtherStream() {
    Session session = session();
    Stream waiting = session.openStream();
    waiting.pend(64);
    Stream other = session.openStream(16, 0);
    bed().activity().setValue();
    judge().equal(List.of(1L), other.receive().sequences(), "events of the other stream");
    other.stop();
  }

  @Test
  @Clause(Clauses.IOC_8)
  @Requires(Capability.SYNCHRONOUS_HANDLES)
  void ioc8_synchronousHandle_serialisesRequests() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session synchronous = bed().session(process, OpenRequest.synchronous());
    Stream stream = synchronous.openStream();
    Submission receive = stream.submit();
    Submission query = synchronous.handle().submit(Requests.status());
    bed().machine().quiesce();
    judge().that(!receive.ended(), "the receive must wait for an event", "ended");
    judge().that(!query.ended(), "a query behind it on its handle must wait", "ended");
    judge().equal(1L, bed().session(process).activeStreams(), "another handle's query");
    bed().activity().createFile();
    judge().equal(List.of(1L), stream.batch(receive).sequences(), "events of the receive");
    assertThat(query.await(TargetHandle.PATIENCE), "the query behind it")
        .answered("MinifilterStatus");
  }

  @Test
  @Clause(Clauses.IOC_8)
  @Requires(Capability.SYNCHRONOUS_HANDLES)
  void ioc8_synchronousHandle_closesAfterTheReceive() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session watcher = bed().session(process);
    Session synchronous = bed().session(process, OpenRequest.synchronous());
    Stream stream = synchronous.openStream();
    Submission receive = stream.submit();
    bed().machine().quiesce();
    synchronous.close();
    bed().machine().quiesce();
    judge().that(!synchronous.handle().closed(), "the close must wait", "performed");
    judge().equal(1L, watcher.activeStreams(), "active_streams while the close waits");
    bed().activity().createFile();
    stream.batch(receive);
    bed().machine().quiesce();
    judge().that(synchronous.handle().closed(), "the close must be performed then", "waiting");
    judge().equal(0L, watcher.activeStreams(), "active_streams after the close");
  }

  @Test
  @Clause(Clauses.IOC_8)
  @Requires({Capability.SYNCHRONOUS_HANDLES, Capability.CONCURRENCY})
  void ioc8_synchronousHandle_callersWaitInTheKernel() {
    TestBed bed = concurrentBed();
    Session synchronous = bed.session(bed.process(Account.SYSTEM), OpenRequest.synchronous());
    Stream stream = synchronous.openStream();
    Submission receive = stream.submit();
    Submission stop = synchronous.handle().submit(stream.stopRequest());
    bed.machine().quiesce();
    judge().that(!stop.ended(), "STOP behind a receive on a synchronous handle waits", "ended");
    bed.activity().createFile();
    stream.batch(receive);
    judge()
        .completion(stop.await(TargetHandle.PATIENCE), "STOP behind the receive")
        .status(NtStatus.SUCCESS);
  }
}
