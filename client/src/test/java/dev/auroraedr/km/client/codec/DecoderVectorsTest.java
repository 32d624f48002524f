package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.fixtures.vectors.EncodeVector;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFields;
import dev.auroraedr.km.fixtures.vectors.VectorFile;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reader {@link VectorReader#CLIENT_DECODER}: what the client makes of every golden answer. */
class DecoderVectorsTest {
  /** Behind this byte, where long names repeat one unit, only every 97th is changed. */
  private static final int CHANGED_THROUGHOUT = 512;

  private static final VectorRun RUN = VectorRun.of(VectorReader.CLIENT_DECODER);
  private static final Map<String, VectorFile> FILES =
      VectorFile.readBy(VectorReader.CLIENT_DECODER).stream()
          .collect(Collectors.toMap(VectorFile::name, file -> file));

  static Stream<Vector> vectors() {
    return RUN.vectors().stream();
  }

  static Stream<StructVector> accepted() {
    return vectors()
        .filter(vector -> vector instanceof StructVector && vector.accepted())
        .map(StructVector.class::cast);
  }

  @AfterAll
  static void shouldHaveExecutedAll() {
    RUN.assertComplete();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void shouldDecodeAsWritten_whenTheVectorIsRead(Vector vector) throws ProtocolException {
    if (vector instanceof EncodeVector encoded) {
      assertSameEvent(encoded, decode(vector, encoded.bytes()));
    } else if (vector instanceof StructVector struct && vector.accepted()) {
      assertThat(decode(vector, struct.bytes())).isEqualTo(struct.fields());
    } else if (vector instanceof StructVector struct) {
      assertRefused(struct);
    } else {
      throw new AssertionError("no reading of " + vector);
    }
    RUN.executed(vector);
  }

  private static void assertRefused(StructVector vector) {
    int ahead = kind(vector) == VectorFile.Kind.EVENT ? EventBatchLayout.SIZE : 0;
    assertThatThrownBy(() -> decode(vector, vector.bytes()))
        .isInstanceOfSatisfying(
            ProtocolException.class,
            refused -> {
              assertThat(refused.offset() - ahead)
                  .as(refused.getMessage())
                  .isEqualTo(vector.refusal().offset());
              assertThat(refused.reason()).isNotBlank();
            });
  }

  private static void assertSameEvent(EncodeVector vector, VectorFields decoded) {
    vector
        .numbers()
        .forEach(
            (field, value) -> {
              if (!field.equals("flags")) {
                assertThat(decoded.number(field)).as(field).isEqualTo(value);
              }
            });
    assertThat(utf16(vector.nameBytes())).startsWith(decoded.name("name"));
    assertThat(utf16(vector.name2Bytes())).startsWith(decoded.name("name2"));
    assertThat(decoded.number("flags") & ~6L).isEqualTo(vector.numbers().get("flags"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void shouldNotice_whenAnyByteChanges(StructVector vector) throws ProtocolException {
    byte[] bytes = vector.bytes();
    VectorFields before = decode(vector, bytes);
    StreamToken token = VectorDecoding.tokenOf(bytes);
    for (int at = 0; at < bytes.length; at += at < CHANGED_THROUGHOUT ? 1 : 97) {
      for (int change : new int[] {0x01, 0x80, 0xFF}) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) change;
        if (outcome(vector, changed, token).equals(before)) {
          throw new AssertionError(
              String.format("%s: byte %d changed by 0x%02X goes unnoticed", vector, at, change));
        }
      }
    }
  }

  /** The fields, or the refusal. */
  private static Object outcome(Vector vector, byte[] bytes, StreamToken token) {
    try {
      return decode(vector, bytes, token);
    } catch (ProtocolException refused) {
      return refused;
    }
  }

  private static VectorFields decode(Vector vector, byte[] bytes) throws ProtocolException {
    return decode(vector, bytes, VectorDecoding.tokenOf(bytes));
  }

  private static VectorFields decode(Vector vector, byte[] bytes, StreamToken token)
      throws ProtocolException {
    return switch (kind(vector)) {
      case EVENT, EVENT_ENCODE -> VectorDecoding.event(bytes);
      case EVENT_BATCH -> VectorDecoding.batch(bytes, token);
      case STRUCT -> VectorDecoding.answer(FILES.get(vector.info().file()).struct(), bytes);
      case IOCTL -> throw new AssertionError("requests are not decoded by the client");
    };
  }

  private static VectorFile.Kind kind(Vector vector) {
    return FILES.get(vector.info().file()).kind();
  }

  private static String utf16(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      text.append((char) (bytes[i] & 0xFF | (bytes[i + 1] & 0xFF) << 8));
    }
    return text.toString();
  }
}
