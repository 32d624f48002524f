package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestChecksTest {
  private final RequestChecks checks = new RequestChecks();

  @ParameterizedTest
  @ValueSource(ints = {0, 0x80002201, 0x80002202, 0x80002203, 0x80002210, 0x800021FC, 0x80006200})
  void shouldRefuseCode_whenItIsNoneOfTheFour(int code) {
    assertThat(checks.parse(code, new byte[0], 0).status())
        .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
  }

  @Test
  void shouldTakeOnlyExactInputLengths_whenAllElseIsWrongToo() {
    for (int length = 0; length <= 64; length++) {
      byte[] garbage = new byte[length];
      Arrays.fill(garbage, (byte) 0xFF);
      assertThat(isLengthMismatch(ControlCode.QUERY_CALLBACK_HEALTH, garbage))
          .isEqualTo(length != 0 && length != 8);
      assertThat(isLengthMismatch(ControlCode.START_EVENT_STREAM, garbage)).isEqualTo(length != 32);
      assertThat(isLengthMismatch(ControlCode.STOP_EVENT_STREAM, garbage)).isEqualTo(length != 24);
    }
  }

  private boolean isLengthMismatch(int code, byte[] input) {
    return checks.parse(code, input, 0).status() == NtStatus.INFO_LENGTH_MISMATCH;
  }

  @ParameterizedTest
  @CsvSource({
    "0x80002200, 8, 19, true", "0x80002200, 8, 20, false",
    "0x80002204, 0, 23, true", "0x80002204, 0, 24, false",
    "0x8000220C, 24, 0, false", "0x8000220C, 24, 1, true",
    "0x8000220C, 24, 23, true", "0x8000220C, 24, 24, false",
    "0x80002208, 32, 31, true", "0x80002208, 32, 32, false",
    "0x80002208, 32, 4294967295, false"
  })
  void shouldJudgeOutputLength_beforeTheVersion(
      String code, int input, long output, boolean small) {
    int status = checks.parse(Long.decode(code).intValue(), new byte[input], output).status();
    assertThat(status == NtStatus.BUFFER_TOO_SMALL).isEqualTo(small);
  }

  @Test
  void shouldWantRoomForABatch_whenTheTokenIsNotZero() {
    byte[] input = Requests.receive(new Token(0, 1));
    assertThat(checks.parse(ControlCode.START_EVENT_STREAM, input, 4095).status())
        .isEqualTo(NtStatus.BUFFER_TOO_SMALL);
    assertThat(checks.parse(ControlCode.START_EVENT_STREAM, input, 4096).kind())
        .isEqualTo(RequestKind.RECEIVE);
  }

  @Test
  void shouldSayRevisionMismatch_whenVersionAndFieldsAreWrong() {
    byte[] input = Requests.open(0xFFFFFFFF, 1);
    LittleEndian.putU32(input, 0, 2);
    assertThat(checks.parse(ControlCode.START_EVENT_STREAM, input, 32).status())
        .isEqualTo(NtStatus.REVISION_MISMATCH);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, true", "127, 16384, true", "128, 0, false", "0x80000000, 0, false",
    "0, 1, false", "0, 16383, false", "0, 4194304, true", "0, 4194305, false",
    "0, 0xFFFFFFFF, false", "0, 0x80000000, false"
  })
  void shouldJudgeMaskAndQueueSize_beforeRounding(String mask, String queue, boolean valid) {
    byte[] input = Requests.open(Long.decode(mask).intValue(), Long.decode(queue).intValue());
    assertThat(checks.parse(ControlCode.START_EVENT_STREAM, input, 32).status())
        .isEqualTo(valid ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 24, 28})
  void shouldRefuseReceive_whenAFieldIsNotZero(int offset) {
    byte[] input = Requests.receive(new Token(7, 7));
    input[offset] = 1;
    assertThat(checks.parse(ControlCode.START_EVENT_STREAM, input, 4096).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldRefuseStopAndQuery_whenZeroFieldsAreNot() {
    byte[] stop = Requests.stop(new Token(1, 1));
    stop[7] = 1;
    byte[] query = {1, 0, 0, 0, 0, 0, 0, 1};
    assertThat(checks.parse(ControlCode.STOP_EVENT_STREAM, stop, 0).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(checks.parse(ControlCode.QUERY_MINIFILTER_STATUS, query, 24).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldReadTheRequest_whenItIsRight() {
    RequestVerdict open = checks.parse(ControlCode.START_EVENT_STREAM, Requests.open(5, 20000), 32);
    assertThat(open)
        .isEqualTo(
            new RequestVerdict(
                NtStatus.SUCCESS, RequestKind.OPEN_STREAM, new Token(0, 0), 5, 20000));
    RequestVerdict stop =
        checks.parse(ControlCode.STOP_EVENT_STREAM, Requests.stop(new Token(3, 4)), 0);
    assertThat(stop.token()).isEqualTo(new Token(3, 4));
  }

  @Test
  void shouldIgnoreBytesPastTheInput_whenTheSystemBufferIsLonger() {
    byte[] poisoned = new byte[64];
    Arrays.fill(poisoned, (byte) 0xCC);
    RawRequest query = new RawRequest(ControlCode.QUERY_CALLBACK_HEALTH, poisoned, 0, 64);
    assertThat(checks.parse(query).kind()).isEqualTo(RequestKind.QUERY_HEALTH);
  }
}
