package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RequestOracle;
import dev.auroraedr.km.conformance.suite.support.RequestOracle.Verdict;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;

/** A session with one live stream that gets requests and judges the answers by the oracle. */
final class Exchange {
  private final TestBed bed;
  private final Judge judge;
  private final Session session;
  private Stream live;

  Exchange(TestBed bed) {
    this.bed = bed;
    this.judge = bed.judge();
    this.session = bed.session();
    this.live = session.openStream();
  }

  Session session() {
    return session;
  }

  byte[] token() {
    return live.token();
  }

  void sendAndJudge(RequestPlan plan) {
    byte[] token = live.token();
    ControlRequest request = plan.with(token);
    Verdict verdict = RequestOracle.of(request);
    Submission submission = session.handle().submit(request);
    switch (verdict.kind()) {
      case REFUSED -> refused(submission, verdict.status(), plan);
      case QUERY -> judge.completion(await(submission), plan).succeeded();
      case OPEN -> session.streamOf(await(submission)).stop();
      case RECEIVE -> received(submission, plan.sends(token), plan);
      case STOP -> stopped(submission, plan.sends(token), plan);
    }
  }

  /** IOC-4: refused or served, the one live stream is all there is. */
  void nothingElseChanged() {
    judge.equal(1L, session.activeStreams(), "active_streams");
  }

  private void refused(Submission submission, int status, RequestPlan plan) {
    judge.completion(await(submission), plan).failedWith(status);
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
    judge.completion(await(submission), plan).status(NtStatus.SUCCESS);
    live = session.openStream();
  }

  private static Completion await(Submission submission) {
    return submission.await(TargetHandle.PATIENCE);
  }
}
