package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.fixtures.vectors.HexDump;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFields;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reader {@link VectorReader#CLIENT_ENCODER}: the client writes every golden request, bit by bit.
 */
class EncoderVectorsTest {
  private static final VectorRun RUN = VectorRun.of(VectorReader.CLIENT_ENCODER);

  static Stream<Vector> vectors() {
    return RUN.vectors().stream();
  }

  @AfterAll
  static void shouldHaveExecutedAll() {
    RUN.assertComplete();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void shouldWriteTheSameBytes_whenTheFieldsAreGiven(Vector vector) {
    StructVector request = (StructVector) vector;
    ByteBuffer written = encode(vector.info().file(), request.fields());
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    assertThat(HexDump.diff(request.pattern(), bytes)).as(vector.toString()).isEmpty();
    RUN.executed(vector);
  }

  private static ByteBuffer encode(String file, VectorFields fields) {
    return switch (file) {
      case "query_request" -> new QueryRequest().encode();
      case "start_stream_request" ->
          new StartStreamRequest(
                  token(fields),
                  (int) fields.number("event_mask"),
                  (int) fields.number("queue_bytes"))
              .encode();
      case "stop_stream_request" -> new StopStreamRequest(token(fields)).encode();
      default -> throw new AssertionError("the client encodes no " + file);
    };
  }

  private static StreamToken token(VectorFields fields) {
    return StreamToken.read(ByteBuffer.wrap(HexFormat.of().parseHex(fields.token())), 0);
  }
}
