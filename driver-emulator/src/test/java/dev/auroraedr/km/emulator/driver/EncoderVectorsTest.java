package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventFlag;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.vectors.EncodeVector;
import dev.auroraedr.km.fixtures.vectors.HexDump;
import dev.auroraedr.km.fixtures.vectors.HexPattern;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFields;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reader {@link VectorReader#EMULATOR_ENCODER}: the encoder writes every golden event, bit by bit.
 */
class EncoderVectorsTest {
  private static final byte OLD_MEMORY = (byte) 0xA5;
  private static final VectorRun RUN = VectorRun.of(VectorReader.EMULATOR_ENCODER);

  static Stream<Vector> vectors() {
    return RUN.vectors().stream();
  }

  @AfterAll
  static void shouldHaveExecutedAll() {
    RUN.assertComplete();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void shouldWriteTheSameBytes_whenTheCallbackHasTheseValues(Vector vector) {
    if (vector instanceof EncodeVector input) {
      UnicodeString name = UnicodeString.ofBytes(input.nameBytes());
      UnicodeString name2 = UnicodeString.ofBytes(input.name2Bytes());
      assertWrites(input.pattern(), input.numbers(), fields(input.numbers(), name, name2));
    } else if (vector instanceof StructVector event) {
      VectorFields values = event.fields();
      assertWrites(
          event.pattern(),
          values.numbers(),
          fields(
              values.numbers(),
              whole(values, "name", EventFlag.NAME_TRUNCATED, Limits.MAX_NAME_UNITS),
              whole(values, "name2", EventFlag.NAME2_TRUNCATED, Limits.MAX_NAME2_UNITS)));
    } else {
      throw new AssertionError("no encoding of " + vector);
    }
    RUN.executed(vector);
  }

  private static void assertWrites(
      HexPattern expected, Map<String, Long> numbers, EventFields fields) {
    byte[] out = new byte[EventEncoder.MAX_EVENT_BYTES];
    Arrays.fill(out, OLD_MEMORY);
    int size = new EventEncoder().encode(fields, numbers.get("timestamp"), out);
    ByteBuffer written = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(written.getLong(EventLayout.SEQUENCE_OFFSET)).isZero();
    written.putLong(EventLayout.SEQUENCE_OFFSET, numbers.get("sequence"));
    assertThat(HexDump.diff(expected, Arrays.copyOf(out, size))).isEmpty();
    byte[] behind = new byte[out.length - size];
    Arrays.fill(behind, OLD_MEMORY);
    assertThat(Arrays.copyOfRange(out, size, out.length)).isEqualTo(behind);
  }

  private static EventFields fields(
      Map<String, Long> numbers, UnicodeString name, UnicodeString name2) {
    int cutting = EventFlag.NAME_TRUNCATED | EventFlag.NAME2_TRUNCATED;
    return EventFields.of(number(numbers, "type"))
        .flags(number(numbers, "flags") & ~cutting)
        .requestor(number(numbers, "process_id"), number(numbers, "thread_id"))
        .details(number(numbers, "detail0"), number(numbers, "detail1"), numbers.get("detail2"))
        .name(name)
        .name2(name2);
  }

  private static int number(Map<String, Long> numbers, String field) {
    return numbers.get(field).intValue();
  }

  /** A name as it may have been before it was cut: one unit more, or a pair if one was kept out. */
  private static UnicodeString whole(VectorFields event, String field, int flag, int limit) {
    String kept = event.name(field);
    if ((event.number("flags") & flag) == 0) {
      return UnicodeString.of(kept);
    }
    return UnicodeString.of(kept + (kept.length() < limit ? "\uD83D\uDE00" : "x"));
  }
}
