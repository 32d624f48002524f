package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** IOC-3: every pair of violations; the check that comes first decides. */
class RequestOrderClausesTest extends ClauseTest {
  private record Violation(String name, int status, UnaryOperator<ControlRequest> apply) {}

  private static final Violation CODE =
      new Violation("another code", NtStatus.INVALID_DEVICE_REQUEST, r -> code(r, r.code() + 0x40));
  private static final Violation LONG_INPUT =
      new Violation("a long input", NtStatus.INFO_LENGTH_MISMATCH, r -> resize(r, 4));
  private static final Violation SHORT_INPUT =
      new Violation("a short input", NtStatus.INFO_LENGTH_MISMATCH, r -> resize(r, -1));
  private static final Violation SHORT_OUTPUT =
      new Violation("a short output", NtStatus.BUFFER_TOO_SMALL, r -> output(r, 7));
  private static final Violation VERSION =
      new Violation("abi_version 2", NtStatus.REVISION_MISMATCH, r -> put(r, 0, 2));
  private static final Violation FLAGS =
      new Violation("flags 1", NtStatus.INVALID_PARAMETER, r -> put(r, 4, 1));
  private static final Violation MASK =
      new Violation("event_mask 0x80", NtStatus.INVALID_PARAMETER, r -> put(r, 24, 0x80));
  private static final Violation QUEUE =
      new Violation("queue_bytes 1", NtStatus.INVALID_PARAMETER, r -> put(r, 28, 1));
  private static final Violation TOKEN =
      new Violation("an unknown token", NtStatus.NOT_FOUND, RequestOrderClausesTest::strange);

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_queries_firstFailingCheckDecides() {
    Session session = session();
    List<Violation> order = List.of(CODE, LONG_INPUT, SHORT_INPUT, SHORT_OUTPUT, VERSION, FLAGS);
    for (int code :
        new int[] {ControlCode.QUERY_CALLBACK_HEALTH, ControlCode.QUERY_MINIFILTER_STATUS}) {
      allPairs(session, ControlRequest.of(code, Requests.queryInput(), 64), order);
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_open_firstFailingCheckDecides() {
    List<Violation> order =
        List.of(CODE, LONG_INPUT, SHORT_INPUT, SHORT_OUTPUT, VERSION, FLAGS, MASK, QUEUE);
    Session session = session();
    allPairs(session, Requests.open(0, 0), order);
    judge().equal(0L, session.activeStreams(), "active_streams after refused opens");
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_openAtTheLimit_limitIsCheckedLast() {
    Session session = session();
    for (int i = 0; i < 8; i++) {
      session.openStream();
    }
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.open(0, 0), "the ninth open of a session");
    for (Violation violation :
        List.of(CODE, LONG_INPUT, SHORT_INPUT, SHORT_OUTPUT, VERSION, FLAGS, MASK, QUEUE)) {
      session.refused(
          violation.status,
          violation.apply.apply(Requests.open(0, 0)),
          "the ninth open with " + violation.name);
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_receive_firstFailingCheckDecides() {
    List<Violation> order =
        List.of(CODE, LONG_INPUT, SHORT_INPUT, SHORT_OUTPUT, VERSION, FLAGS, MASK, QUEUE, TOKEN);
    Session session = session();
    Stream stream = session.openStream();
    allPairs(session, Requests.receive(stream.token(), 4096), order);
    stream.pend(64);
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.receive(stream.token(), 4096), "receive 65");
    for (Violation violation : order) {
      session.refused(
          violation.status,
          violation.apply.apply(Requests.receive(stream.token(), 4096)),
          "receive 65 with " + violation.name);
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_stop_firstFailingCheckDecides() {
    Session session = session();
    Stream stream = session.openStream();
    allPairs(
        session,
        stream.stopRequest(),
        List.of(CODE, LONG_INPUT, SHORT_INPUT, SHORT_OUTPUT, VERSION, FLAGS, TOKEN));
    stream.stop();
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_tokenDecidesTheOutputLength_beforeTheVersionCounts() {
    Session session = session();
    byte[] token = session.openStream().token();
    ControlRequest receive = put(Requests.receive(token, 32), 0, 2);
    session.refused(
        NtStatus.BUFFER_TOO_SMALL, receive, "a receive of version 2 with 32 output bytes");
    session.refused(
        NtStatus.REVISION_MISMATCH,
        put(Requests.open(0, 0), 0, 2),
        "an open of version 2 with 32 output bytes");
  }

  private static void allPairs(Session session, ControlRequest good, List<Violation> order) {
    for (int first = 0; first < order.size(); first++) {
      Violation early = order.get(first);
      session.refused(early.status, early.apply.apply(good), "a request with " + early.name);
      for (Violation late : order.subList(first + 1, order.size())) {
        session.refused(
            early.status,
            early.apply.apply(late.apply.apply(good)),
            "a request with " + early.name + " and " + late.name);
      }
    }
  }

  private static ControlRequest code(ControlRequest request, int code) {
    return ControlRequest.of(code, request.input(), (int) request.outputLength());
  }

  private static ControlRequest output(ControlRequest request, int length) {
    return ControlRequest.of(request.code(), request.input(), length);
  }

  private static ControlRequest resize(ControlRequest request, int by) {
    byte[] input = Arrays.copyOf(request.input(), request.input().length + by);
    return ControlRequest.of(request.code(), input, (int) request.outputLength());
  }

  private static ControlRequest put(ControlRequest request, int offset, int value) {
    byte[] input = request.input().clone();
    java.nio.ByteBuffer.wrap(input).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
    return ControlRequest.of(request.code(), input, (int) request.outputLength());
  }

  private static ControlRequest strange(ControlRequest request) {
    byte[] input = request.input().clone();
    RawStruct.at("StopStreamRequest", input, 0).set("token", Requests.strangeToken());
    return ControlRequest.of(request.code(), input, (int) request.outputLength());
  }
}
