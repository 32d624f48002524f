package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
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
import org.junit.jupiter.api.Test;

/** IOC-3: each check alone, at its edges. */
class RequestChecksClausesTest extends ClauseTest {
  private static final int[] VERSIONS = {0, 2, 0x100, 0x01000000, 0x00010001, -1};

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_inputLength_isExact() {
    Session session = session();
    byte[] token = session.openStream().token();
    for (byte[] exact :
        List.of(
            Requests.openInput(0, 0), Requests.receiveInput(token), Requests.stopInput(token))) {
      int code =
          exact.length == 32 ? ControlCode.START_EVENT_STREAM : ControlCode.STOP_EVENT_STREAM;
      for (int length = 0; length <= 2 * exact.length; length++) {
        if (length != exact.length) {
          session.refused(
              NtStatus.INFO_LENGTH_MISMATCH,
              ControlRequest.of(code, Arrays.copyOf(exact, length), 4096),
              "input of " + length + " bytes instead of " + exact.length);
        }
      }
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_outputLength_holdsTheAnswer() {
    Session session = session();
    byte[] token = session.openStream().token();
    outputBelow(session, Requests.health(), 0, 20);
    outputBelow(session, Requests.status(), 0, 24);
    outputBelow(session, Requests.open(0, 0), 0, 32);
    outputBelow(session, Requests.stop(token), 1, 24);
    for (int length : new int[] {0, 1, 20, 32, 87, 88, 4088, 4095}) {
      session.refused(
          NtStatus.BUFFER_TOO_SMALL,
          Requests.receive(token, length),
          "receive with " + length + " output bytes");
    }
    judge().equal(1L, session.activeStreams(), "active_streams after refused requests");
  }

  private static void outputBelow(Session session, ControlRequest request, int from, int size) {
    byte[] input = request.input() == null ? new byte[0] : request.input();
    for (int length = from; length < size; length++) {
      session.refused(
          NtStatus.BUFFER_TOO_SMALL,
          ControlRequest.of(request.code(), input, length),
          String.format("code 0x%08X with %d output bytes", request.code(), length));
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_outputLengthExact_isEnough() {
    Session session = session();
    assertThat(session.control(Requests.health()), "health with 20 output bytes").succeeded();
    assertThat(session.control(Requests.status()), "status with 24 output bytes").succeeded();
    Stream stream = session.openStream();
    bed().activity().createFile();
    stream.batch(stream.submit(Limits.MIN_RECEIVE_BYTES));
    stream.stop();
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_version_isOne() {
    Session session = session();
    byte[] token = session.openStream().token();
    for (int version : VERSIONS) {
      for (ControlRequest request :
          List.of(
              query(ControlCode.QUERY_CALLBACK_HEALTH),
              query(ControlCode.QUERY_MINIFILTER_STATUS),
              Requests.open(0, 0),
              Requests.receive(token, 4096),
              Requests.stop(token))) {
        RawStruct.at("QueryRequest", request.input(), 0).set("abi_version", version);
        session.refused(
            NtStatus.REVISION_MISMATCH,
            request,
            String.format("code 0x%08X with abi_version %d", request.code(), version));
      }
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_zeroFieldsAndFlags_areZero() {
    Session session = session();
    byte[] token = session.openStream().token();
    for (int bit = 0; bit < 32; bit++) {
      for (ControlRequest request :
          List.of(
              query(ControlCode.QUERY_CALLBACK_HEALTH),
              query(ControlCode.QUERY_MINIFILTER_STATUS),
              Requests.open(0, 0),
              Requests.receive(token, 4096),
              Requests.stop(token))) {
        RawStruct.at("QueryRequest", request.input(), 0).set("zero", 1L << bit);
        session.refused(
            NtStatus.INVALID_PARAMETER,
            request,
            String.format("code 0x%08X with bit %d of a zero field", request.code(), bit));
      }
    }
  }

  @Test
  @Clause({Clauses.IOC_3, Clauses.STR_1})
  void ioc3_maskBeyondTheTypes_isInvalid() {
    Session session = session();
    for (int bit = 7; bit < 32; bit++) {
      session.refused(
          NtStatus.INVALID_PARAMETER, Requests.open(1 << bit, 0), "an event_mask with bit " + bit);
      session.refused(
          NtStatus.INVALID_PARAMETER,
          Requests.open(1 << bit | 1, 0),
          "an event_mask with bits 0 and " + bit);
    }
  }

  @Test
  @Clause({Clauses.IOC_3, Clauses.STR_1})
  void ioc3_queueOutOfRange_isInvalidBeforeRounding() {
    Session session = session();
    for (long queue : new long[] {1, 4096, 12_289, 16_383, 4_194_305, 8_388_608, 0xFFFFFFFFL}) {
      session.refused(
          NtStatus.INVALID_PARAMETER, Requests.open(0, queue), "an open with queue_bytes " + queue);
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_receiveWithMaskOrQueue_isInvalidEvenWithUnknownToken() {
    Session session = session();
    for (byte[] token : List.of(session.openStream().token(), Requests.strangeToken())) {
      for (String field : List.of("event_mask", "queue_bytes")) {
        for (long value : new long[] {1, 0x7F, 16_384, 0x80000000L}) {
          ControlRequest request = Requests.receive(token, 4096);
          RawStruct.at("StartStreamRequest", request.input(), 0).set(field, value);
          session.refused(
              NtStatus.INVALID_PARAMETER, request, "a receive with " + field + " " + value);
        }
      }
    }
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_unknownToken_isNotFound() {
    Session session = session();
    session.refused(
        NtStatus.NOT_FOUND, Requests.receive(Requests.strangeToken(), 4096), "a strange receive");
    session.refused(NtStatus.NOT_FOUND, Requests.stop(Requests.strangeToken()), "a strange stop");
    session.refused(
        NtStatus.NOT_FOUND,
        Requests.stop(new byte[Limits.TOKEN_BYTES], 0),
        "a stop of the zero token");
  }

  private static ControlRequest query(int code) {
    return ControlRequest.of(code, Requests.queryInput(), 32);
  }
}
