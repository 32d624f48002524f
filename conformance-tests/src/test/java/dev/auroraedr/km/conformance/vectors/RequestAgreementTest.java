package dev.auroraedr.km.conformance.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.client.codec.QueryRequest;
import dev.auroraedr.km.client.codec.StartStreamRequest;
import dev.auroraedr.km.client.codec.StopStreamRequest;
import dev.auroraedr.km.client.codec.StreamToken;
import dev.auroraedr.km.emulator.driver.RequestChecks;
import dev.auroraedr.km.emulator.driver.RequestVerdict;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.fixtures.vectors.HexDump;
import dev.auroraedr.km.fixtures.vectors.HexPattern;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFile;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever request the emulated driver accepts, the client writes again byte for byte from what the
 * driver understood: no significant byte of a golden request can change unnoticed.
 */
class RequestAgreementTest {
  private final RequestChecks checks = new RequestChecks();

  static Stream<StructVector> requests() {
    return Stream.of("query_request", "start_stream_request", "stop_stream_request")
        .flatMap(file -> VectorFile.open(file).vectors().stream())
        .filter(Vector::accepted)
        .map(StructVector.class::cast);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void shouldWriteWhatTheDriverUnderstood_whenAnyByteOfARequestChanges(StructVector vector) {
    int code = codeOf(vector.info().file());
    assertThat(writtenAgain(code, vector.bytes())).isTrue();
    ChangedBytes.of(vector.bytes()).forEach(request -> writtenAgain(code, request));
  }

  /** False if the driver refuses the request; fails unless the client writes it anew. */
  private boolean writtenAgain(int code, byte[] request) {
    RequestVerdict verdict = checks.parse(code, request.clone(), Limits.MIN_RECEIVE_BYTES);
    if (!verdict.accepted()) {
      return false;
    }
    ByteBuffer written = write(verdict);
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    assertThat(HexDump.diff(HexPattern.of(request), bytes)).isEmpty();
    return true;
  }

  private static ByteBuffer write(RequestVerdict verdict) {
    return switch (verdict.kind()) {
      case QUERY_HEALTH, QUERY_FILTER -> new QueryRequest().encode();
      case OPEN_STREAM ->
          StartStreamRequest.open(verdict.eventMask(), verdict.queueBytes()).encode();
      case RECEIVE -> StartStreamRequest.receive(token(verdict.token())).encode();
      case STOP_STREAM -> new StopStreamRequest(token(verdict.token())).encode();
    };
  }

  private static StreamToken token(Token token) {
    return new StreamToken(token.high(), token.low());
  }

  private static int codeOf(String file) {
    return switch (file) {
      case "query_request" -> ControlCode.QUERY_MINIFILTER_STATUS;
      case "start_stream_request" -> ControlCode.START_EVENT_STREAM;
      default -> ControlCode.STOP_EVENT_STREAM;
    };
  }
}
