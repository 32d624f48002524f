package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.fixtures.StatusTable;
import dev.auroraedr.km.fixtures.vectors.IoctlVector;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFields;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reader {@link VectorReader#EMULATOR_CHECKS}: what the driver's checks of a request's bytes say of
 * every golden request. What a stream's state decides comes after them, so they accept it.
 */
class RequestVectorsTest {
  private static final byte[] TOKEN = HexFormat.of().parseHex("5A5B5C5D5E5F4A5B8C5D5E5F50515253");

  /** Statuses that IOC-3 gives after the checks of the bytes. */
  private static final Set<String> LATER =
      Set.of(
          "STATUS_SUCCESS", "STATUS_PENDING", "STATUS_NOT_FOUND", "STATUS_INSUFFICIENT_RESOURCES");

  private static final VectorRun RUN = VectorRun.of(VectorReader.EMULATOR_CHECKS);
  private static final RequestChecks CHECKS = new RequestChecks();

  /** A request's bytes and what the vector says of them. */
  private record Request(int code, byte[] input, int outputLength, int status) {
    RequestVerdict judged() {
      return CHECKS.parse(code, input.clone(), outputLength);
    }

    Request withChanged(int at, int change) {
      byte[] changed = input.clone();
      changed[at] ^= (byte) change;
      return new Request(code, changed, outputLength, status);
    }
  }

  static Stream<Vector> vectors() {
    return RUN.vectors().stream();
  }

  static Stream<Vector> accepted() {
    return vectors().filter(vector -> requestOf(vector).status == NtStatus.SUCCESS);
  }

  @AfterAll
  static void shouldHaveExecutedAll() {
    RUN.assertComplete();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void shouldJudgeAsWritten_whenTheRequestArrives(Vector vector) {
    Request request = requestOf(vector);
    RequestVerdict verdict = request.judged();
    assertThat(StatusTable.describeStatus(verdict.status()))
        .isEqualTo(StatusTable.describeStatus(request.status));
    if (vector instanceof StructVector struct && struct.accepted()) {
      assertFields(struct.fields(), verdict);
    }
    RUN.executed(vector);
  }

  private static void assertFields(VectorFields fields, RequestVerdict verdict) {
    if (fields.token() != null) {
      byte[] token = new byte[Limits.TOKEN_BYTES];
      verdict.token().write(token, 0);
      assertThat(token).isEqualTo(HexFormat.of().parseHex(fields.token()));
    }
    if (fields.numbers().containsKey("event_mask")) {
      assertThat(Integer.toUnsignedLong(verdict.eventMask()))
          .isEqualTo(fields.number("event_mask"));
      assertThat(Integer.toUnsignedLong(verdict.queueBytes()))
          .isEqualTo(fields.number("queue_bytes"));
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void shouldNotice_whenAnyByteChanges(Vector vector) {
    Request request = requestOf(vector);
    RequestVerdict before = request.judged();
    for (int at = 0; at < request.input.length; at++) {
      for (int change : new int[] {0x01, 0x80, 0xFF}) {
        assertThat(request.withChanged(at, change).judged())
            .as("%s with byte %d changed by 0x%02X", vector, at, change)
            .isNotEqualTo(before);
      }
    }
  }

  private static Request requestOf(Vector vector) {
    if (vector instanceof IoctlVector ioctl) {
      String status = ioctl.expected().status();
      return new Request(
          ioctl.code(),
          ioctl.input().withToken(TOKEN).exactBytes(),
          ioctl.outputLength(),
          LATER.contains(status) ? NtStatus.SUCCESS : StatusTable.status(status));
    }
    StructVector struct = (StructVector) vector;
    return new Request(
        codeOf(vector.info().file()),
        struct.bytes(),
        Limits.MIN_RECEIVE_BYTES,
        struct.accepted() ? NtStatus.SUCCESS : StatusTable.status(struct.refusal().status()));
  }

  private static int codeOf(String file) {
    return switch (file) {
      case "query_request" -> ControlCode.QUERY_CALLBACK_HEALTH;
      case "start_stream_request" -> ControlCode.START_EVENT_STREAM;
      case "stop_stream_request" -> ControlCode.STOP_EVENT_STREAM;
      default -> throw new AssertionError("no request: " + file);
    };
  }
}
