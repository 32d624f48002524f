package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IOC-1, IOC-2, IOC-7 and IOC-9: the four codes, and no other. */
class ControlCodeClausesTest extends ClauseTest {
  private static final int[] CODES = {
    ControlCode.QUERY_CALLBACK_HEALTH,
    ControlCode.QUERY_MINIFILTER_STATUS,
    ControlCode.START_EVENT_STREAM,
    ControlCode.STOP_EVENT_STREAM
  };
  private static final int READ_ATTRIBUTES_AND_SYNCHRONIZE = 0x00100080;

  @Test
  @Clause(Clauses.IOC_1)
  void ioc1_fourCodes_areServed() {
    for (int i = 0; i < CODES.length; i++) {
      judge().equal(codeOf(0x8000, 0x880 + i, 0, 0), CODES[i], "control code " + i);
    }
    useAllFour(session());
  }

  @Test
  @Clause(Clauses.IOC_1)
  void ioc1_handleWithoutReadOrWriteAccess_maySendThem() {
    useAllFour(
        bed()
            .session(
                bed().process(Account.ADMINISTRATOR),
                new OpenRequest(OpenRequest.DEVICE, null, READ_ATTRIBUTES_AND_SYNCHRONIZE, true)));
  }

  private void useAllFour(Session session) {
    assertThat(session.control(Requests.health()), "QUERY_CALLBACK_HEALTH")
        .answered("CallbackHealthReport");
    Stream stream = session.openStream();
    judge().equal(1L, session.activeStreams(), "active_streams");
    bed().activity().createFile();
    stream.receive();
    stream.stop();
    judge().equal(0L, session.activeStreams(), "active_streams after STOP");
  }

  @Test
  @Clause(Clauses.IOC_2)
  void ioc2_anyOtherCode_isInvalidWhateverTheBuffers() {
    Session session = session();
    Stream stream = session.openStream();
    List<byte[]> inputs =
        List.of(
            new byte[0],
            new byte[1],
            Requests.queryInput(),
            Requests.openInput(0, 0),
            Requests.receiveInput(stream.token()),
            Requests.stopInput(stream.token()),
            new byte[4096]);
    for (int code : otherCodes()) {
      for (byte[] input : inputs) {
        for (int output : new int[] {0, 1, 20, 24, 32, 4096}) {
          session.refused(
              NtStatus.INVALID_DEVICE_REQUEST,
              ControlRequest.of(code, input, output),
              String.format("code 0x%08X with %d in, %d out", code, input.length, output));
        }
      }
    }
    judge().equal(1L, session.activeStreams(), "active_streams after other codes");
  }

  private static List<Integer> otherCodes() {
    List<Integer> codes = new ArrayList<>(List.of(0, -1, 0x80002200 ^ 0x80000000, 0x00092200));
    for (int function : new int[] {0, 0x7FF, 0x800, 0x87F, 0x884, 0x885, 0x8FF, 0xFFF}) {
      codes.add(codeOf(0x8000, function, 0, 0));
    }
    for (int access = 1; access <= 3; access++) {
      for (int i = 0; i < CODES.length; i++) {
        codes.add(codeOf(0x8000, 0x880 + i, access, 0));
      }
    }
    codes.add(codeOf(0x8001, 0x882, 0, 0));
    codes.add(codeOf(0x0022, 0x882, 0, 0));
    return codes;
  }

  @Test
  @Clause(Clauses.IOC_7)
  void ioc7_queries_takeNothingOrAQueryRequest() {
    Session session = session();
    for (ControlRequest query : List.of(Requests.health(), Requests.status())) {
      String answer =
          query.code() == ControlCode.QUERY_CALLBACK_HEALTH
              ? "CallbackHealthReport"
              : "MinifilterStatus";
      byte[] bare =
          assertThat(session.control(query), "query without input").answered(answer).bytes();
      byte[] withInput =
          assertThat(session.control(with(query, Requests.queryInput())), "query with QueryRequest")
              .answered(answer)
              .bytes();
      judge().equalBytes(bare, withInput, "the answer to a QueryRequest");
    }
  }

  @Test
  @Clause(Clauses.IOC_7)
  void ioc7_queriesWithAnyOtherLength_areRefused() {
    Session session = session();
    for (ControlRequest query : List.of(Requests.health(), Requests.status())) {
      for (int length = 1; length <= 64; length++) {
        if (length != 8) {
          byte[] input = java.util.Arrays.copyOf(Requests.queryInput(), length);
          session.refused(
              NtStatus.INFO_LENGTH_MISMATCH,
              with(query, input),
              String.format("query 0x%08X with %d input bytes", query.code(), length));
        }
      }
    }
  }

  @Test
  @Clause(Clauses.IOC_9)
  void ioc9_lowTwoBits_makeOtherCodes() {
    Session session = session();
    Stream stream = session.openStream();
    for (ControlRequest good :
        List.of(
            Requests.health(),
            Requests.status(),
            Requests.open(0, 0),
            Requests.receive(stream.token(), 4096),
            stream.stopRequest())) {
      for (int method = 1; method <= 3; method++) {
        byte[] input = good.input() == null ? new byte[0] : good.input();
        ControlRequest other =
            ControlRequest.of(good.code() | method, input, (int) good.outputLength());
        session.refused(
            NtStatus.INVALID_DEVICE_REQUEST,
            other,
            String.format("a valid request with code 0x%08X", other.code()));
      }
    }
    judge().equal(1L, session.activeStreams(), "active_streams after codes with other methods");
    stream.stop();
  }

  @Test
  @Clause(Clauses.IOC_9)
  @Requires(Capability.RAW_BUFFERS)
  void ioc9_methodNeitherWithWildBuffers_isInvalid() {
    Session session = session();
    for (int code : CODES) {
      session.refused(
          NtStatus.INVALID_DEVICE_REQUEST,
          new ControlRequest(code | 3, null, 32, -1, 4096, -1),
          String.format("code 0x%08X with NULL pointers", code | 3));
    }
  }

  private static ControlRequest with(ControlRequest request, byte[] input) {
    return ControlRequest.of(request.code(), input, (int) request.outputLength());
  }

  private static int codeOf(int deviceType, int function, int access, int method) {
    return deviceType << 16 | access << 14 | function << 2 | method;
  }
}
