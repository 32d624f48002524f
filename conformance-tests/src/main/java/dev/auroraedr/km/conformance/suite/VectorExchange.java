package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.CompletionSubject;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.StatusTable;
import dev.auroraedr.km.fixtures.vectors.HexDump;
import dev.auroraedr.km.fixtures.vectors.HexPattern;
import dev.auroraedr.km.fixtures.vectors.IoctlVector;
import java.util.Arrays;

/** One golden control request: makes its precondition, sends it, and judges how it ends. */
final class VectorExchange {
  private static final int STREAMS_OF_A_HANDLE = 8;
  private static final int RECEIVES_OF_A_STREAM = 64;
  private static final int RECEIVE_BYTES = 4096;

  private final TestBed bed;
  private final Judge judge;
  private final IoctlVector vector;
  private final String what;

  VectorExchange(TestBed bed, Judge judge, IoctlVector vector) {
    this.bed = bed;
    this.judge = judge;
    this.vector = vector;
    this.what = "golden request " + vector;
  }

  /** Leaves the machine without streams, as it found it. */
  void run() {
    Session session = bed.session();
    Session other = bed.session();
    try {
      send(session, prepare(session, other));
    } finally {
      session.close();
      other.close();
      bed.machine().quiesce();
    }
  }

  /** Brings about the precondition and returns the token that it speaks of. */
  private byte[] prepare(Session session, Session other) {
    return switch (vector.stream()) {
      case NONE -> new byte[16];
      case OPEN -> open(session).token();
      case STOPPED -> stopped(open(session));
      case OTHER_HANDLE -> open(other).token();
      case EIGHT_OPEN -> eight(session);
      case PENDING_64 -> withReceives(open(session));
    };
  }

  private static Stream open(Session session) {
    return session.openStream(0, 0);
  }

  private static byte[] stopped(Stream stream) {
    stream.stop();
    return stream.token();
  }

  private static byte[] eight(Session session) {
    byte[] token = open(session).token();
    for (int i = 1; i < STREAMS_OF_A_HANDLE; i++) {
      open(session);
    }
    return token;
  }

  private byte[] withReceives(Stream stream) {
    for (int i = 0; i < RECEIVES_OF_A_STREAM; i++) {
      judge.status(
          NtStatus.PENDING,
          stream.submit(RECEIVE_BYTES).returned(),
          "receive " + (i + 1) + " before the " + what);
    }
    return stream.token();
  }

  private void send(Session session, byte[] token) {
    ControlRequest request =
        ControlRequest.of(
            vector.code(), vector.input().withToken(token).exactBytes(), vector.outputLength());
    if (vector.expected().pends()) {
      pend(session, request);
    } else if (vector.accepted()) {
      accept(session.control(request), token);
    } else {
      refuse(session, request);
    }
  }

  private void pend(Session session, ControlRequest request) {
    Submission pending = session.handle().submit(request);
    judge.status(NtStatus.PENDING, pending.returned(), what);
    bed.machine().quiesce();
    judge.that(!pending.ended(), what + " must be left pending", "ended");
    session.handle().cancel(pending);
    judge
        .completion(pending.await(TargetHandle.PATIENCE), what + ", cancelled,")
        .failedWith(NtStatus.CANCELLED);
  }

  private void accept(Completion completion, byte[] token) {
    int length = vector.expected().information();
    CompletionSubject ended = judge.completion(completion, what).succeeded();
    ended.information(length);
    HexPattern expected = vector.expected().output().withToken(token);
    String difference = HexDump.diff(expected, Arrays.copyOf(completion.output(), length));
    judge.that(difference.isEmpty(), what + " must answer " + expected, "different\n" + difference);
    byte[] rest = Arrays.copyOfRange(completion.output(), length, completion.output().length);
    byte[] untouched = new byte[rest.length];
    Arrays.fill(untouched, ControlRequest.FILL);
    judge.equalBytes(untouched, rest, what + ": the output behind the answer");
  }

  private void refuse(Session session, ControlRequest request) {
    long before = session.activeStreams();
    judge
        .completion(session.control(request), what)
        .failedWith(StatusTable.status(vector.expected().status()));
    judge.equal(before, session.activeStreams(), "active_streams after the " + what);
  }
}
