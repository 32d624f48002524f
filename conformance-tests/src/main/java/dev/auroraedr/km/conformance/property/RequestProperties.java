package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RequestOracle;
import dev.auroraedr.km.conformance.suite.support.RequestOracle.Verdict;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;

/** Any request is answered as the oracle of IOC-3 says, and a refused one changes nothing. */
class RequestProperties {
  private static final int LONGEST = 4096;

  private final Judge judge = new Judge(Clauses.IOC_2, Clauses.IOC_3, Clauses.IOC_4);
  private final TestBed bed = TestBed.boot(judge);
  private final Session session = bed.session();
  private Stream live = session.openStream();

  @AfterTry
  void finish() {
    try {
      bed.finish();
    } finally {
      bed.close();
    }
  }

  @Provide
  Arbitrary<java.util.List<RequestPlan>> requests() {
    return RequestPlans.any().list().ofMinSize(1).ofMaxSize(Size.times(60));
  }

  @Property(tries = 40)
  @Clause({Clauses.IOC_2, Clauses.IOC_3, Clauses.IOC_4, Clauses.IOC_5, Clauses.IOC_9})
  void ioc3_anyRequests_areAnsweredAsTheClausesSay(
      @ForAll("requests") java.util.List<RequestPlan> plans) {
    plans.forEach(this::sendAndJudge);
  }

  private void sendAndJudge(RequestPlan plan) {
    byte[] token = live.token();
    ControlRequest request = plan.with(token);
    Verdict verdict = RequestOracle.of(request);
    Submission submission = session.handle().submit(request);
    switch (verdict.kind()) {
      case REFUSED -> refused(submission, verdict.status(), plan);
      case QUERY -> judge.completion(await(submission), plan.toString()).succeeded();
      case OPEN -> session.streamOf(await(submission)).stop();
      case RECEIVE -> received(submission, plan.sends(token), plan);
      case STOP -> stopped(submission, plan.sends(token), plan);
    }
    judge.equal(1L, session.activeStreams(), "active_streams after " + plan);
  }

  private void refused(Submission submission, int status, RequestPlan plan) {
    judge.completion(await(submission), plan.toString()).failedWith(status);
  }

  private void received(Submission submission, boolean known, RequestPlan plan) {
    if (!known) {
      refused(submission, NtStatus.NOT_FOUND, plan);
      return;
    }
    bed.activity().createFile();
    live.batch(submission);
  }

  private void stopped(Submission submission, boolean known, RequestPlan plan) {
    if (!known) {
      refused(submission, NtStatus.NOT_FOUND, plan);
      return;
    }
    judge.completion(await(submission), plan.toString()).status(NtStatus.SUCCESS);
    live = session.openStream();
  }

  @Example
  @Clause({Clauses.IOC_3, Clauses.IOC_7})
  void ioc3_everyInputLength_isAnsweredAsTheClausesSay() {
    byte[] token = live.token();
    for (int code = ControlCode.QUERY_CALLBACK_HEALTH - 4;
        code <= ControlCode.STOP_EVENT_STREAM + 4;
        code += 4) {
      byte[] full = Arrays.copyOf(Requests.receiveInput(token), LONGEST);
      for (int length = 0; length <= LONGEST; length++) {
        ControlRequest request = ControlRequest.of(code, Arrays.copyOf(full, length), 64);
        Verdict verdict = RequestOracle.of(request);
        if (verdict.kind() == RequestOracle.Kind.REFUSED) {
          session.refused(verdict.status(), request, "an input of " + length + " bytes");
        }
      }
    }
    judge.equal(1L, session.activeStreams(), "active_streams after all lengths");
  }

  @Example
  @Clause({Clauses.IOC_3, Clauses.IOC_5})
  void ioc3_everyOutputLength_isAnsweredAsTheClausesSay() {
    for (int length = 0; length <= LONGEST; length++) {
      sendAndJudge(plan(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], length));
      sendAndJudge(plan(ControlCode.QUERY_MINIFILTER_STATUS, Requests.queryInput(), length));
      if (length < LONGEST) {
        sendAndJudge(plan(ControlCode.START_EVENT_STREAM, receive(), length));
      }
      if (length > 0 && length < 64) {
        sendAndJudge(plan(ControlCode.STOP_EVENT_STREAM, stop(), length));
        sendAndJudge(plan(ControlCode.START_EVENT_STREAM, Requests.openInput(1, 0), length));
      }
    }
  }

  private byte[] receive() {
    return Requests.receiveInput(live.token());
  }

  private byte[] stop() {
    return Requests.stopInput(Requests.strangeToken());
  }

  private static RequestPlan plan(int code, byte[] input, int length) {
    return new RequestPlan(code, input, RequestPlan.TokenKind.AS_GENERATED, length);
  }

  private static Completion await(Submission submission) {
    return submission.await(TargetHandle.PATIENCE);
  }
}
