package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerDecodersTest {
  private static final String HEALTH = "FEFFFFFF 01000000 02000000 00000000 01 000000";
  private static final String STATUS = "03000000 E8DF0500 02000000 01000000 02000000 40000000";
  private static final String START =
      "01000000 00400000 0102030405064708890A0B0C0D0E0F10 0807060504030281";
  private static final String STOP = "01000000 00000000 0500000000000000 FFFFFFFFFFFFFFFF";
  private static final Map<String, String> GOOD =
      Map.of("health", HEALTH, "status", STATUS, "start", START, "stop", STOP);

  @FunctionalInterface
  interface Decoder {
    Object decode(ByteBuffer bytes) throws ProtocolException;
  }

  private static final Map<String, Decoder> DECODERS =
      Map.of(
          "health", CallbackHealthReport::decode,
          "status", MinifilterStatus::decode,
          "start", StartStreamResponse::decode,
          "stop", StopStreamResponse::decode);

  @Test
  void shouldDecodeHealthReport() throws Exception {
    assertThat(CallbackHealthReport.decode(bytes(HEALTH)))
        .isEqualTo(
            new CallbackHealthReport(
                0xFFFFFFFEL,
                CallbackHealth.REGISTERED,
                CallbackHealth.REGISTRATION_FAILED,
                CallbackHealth.NOT_REGISTERED,
                true));
    assertThat(CallbackHealthReport.decode(bytes(HEALTH)).isHealthy()).isFalse();
  }

  @Test
  void shouldDecodeMinifilterStatus() throws Exception {
    assertThat(MinifilterStatus.decode(bytes(STATUS)))
        .isEqualTo(
            new MinifilterStatus(
                3,
                385000,
                FilterStatus.FILTERING,
                ProtectionMode.PARTIAL_PROTECTION,
                RegistryApi.CM_REGISTER_CALLBACK_EX,
                64));
  }

  @Test
  void shouldDecodeStreamAnswers() throws Exception {
    assertThat(StartStreamResponse.decode(bytes(START)))
        .isEqualTo(new StartStreamResponse(16_384, BatchBytes.TOKEN, 0x8102030405060708L));
    assertThat(StopStreamResponse.decode(bytes(STOP))).isEqualTo(new StopStreamResponse(5, -1));
  }

  @Test
  void shouldReadFromPosition_whenAnswerLiesInsideBuffer() throws Exception {
    ByteBuffer inside = bytes("AABB" + STOP + "CC").position(2).limit(26);
    assertThat(StopStreamResponse.decode(inside).delivered()).isEqualTo(5);
    assertThat(inside.position()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "health, 4,  03, 4,  process_notify_health=3 must be 0..2",
    "health, 8,  03, 8,  registry_callback_health=3",
    "health, 15, 80, 12, object_callback_health=2147483648",
    "health, 16, 02, 16, minifilter_active=2 must be 0 or 1",
    "health, 17, 01, 17, a zero field holds 0x01",
    "health, 19, 80, 19, a zero field holds 0x80",
    "status, 8,  03, 8,  filter_status=3",
    "status, 12, 02, 12, protection_mode=2",
    "status, 16, 03, 16, registry_api=3",
    "status, 20, 41, 20, active_streams=65 must be 0..64",
    "start,  0,  00, 0,  abi_version=0 must be 1",
    "start,  3,  01, 0,  abi_version=16777217",
    "start,  4,  01, 4,  queue_bytes=16385",
    "start,  5,  30, 4,  queue_bytes=12288",
    "start,  6,  50, 4,  queue_bytes=5259264",
    "start,  7,  80, 4,  queue_bytes=2147500032",
    "start,  14, 17, 8,  no version 4",
    "start,  16, C9, 8,  variant 1",
    "stop,   0,  02, 0,  abi_version=2",
    "stop,   4,  01, 4,  a zero field",
    "stop,   7,  01, 7,  a zero field"
  })
  void shouldNameOffsetAndReason_whenOneByteIsWrong(
      String answer, int at, String hex, int offset, String reason) {
    ByteBuffer bytes = bytes(GOOD.get(answer));
    bytes.put(at, (byte) Integer.parseInt(hex, 16));

    ProtocolException refused =
        catchThrowableOfType(ProtocolException.class, () -> DECODERS.get(answer).decode(bytes));

    assertThat(refused).isNotNull();
    assertThat(refused.offset()).isEqualTo(offset);
    assertThat(refused.reason()).contains(reason);
    assertThat(refused.bytes()[0]).isEqualTo(bytes.get(offset));
  }

  @ParameterizedTest
  @CsvSource({"health", "status", "start", "stop"})
  void shouldRefuse_whenAnswerIsOneByteShortOrLong(String answer) {
    ByteBuffer good = bytes(GOOD.get(answer));
    ByteBuffer tooLong = ByteBuffer.allocate(good.limit() + 1);
    for (ByteBuffer bad : new ByteBuffer[] {good.slice(0, good.limit() - 1), tooLong}) {
      ProtocolException refused =
          catchThrowableOfType(ProtocolException.class, () -> DECODERS.get(answer).decode(bad));
      assertThat(refused.reason())
          .contains("has " + bad.limit() + " bytes, must have " + good.limit());
    }
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
