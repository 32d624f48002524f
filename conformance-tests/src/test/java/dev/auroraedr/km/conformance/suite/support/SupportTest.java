package dev.auroraedr.km.conformance.suite.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.RequestOracle.Kind;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the clause tests stand on, without any machine. */
class SupportTest {
  private final Judge judge = new Judge("STR-9");

  @Test
  void shouldReadAndWriteFieldsAtTheirOffsets_whenNamedAsInTheLayout() {
    RawStruct start = RawStruct.zeroed("StartStreamRequest").set("queue_bytes", 0x01020304L);
    assertThat(start.bytes()).hasSize(32);
    assertThat(Arrays.copyOfRange(start.bytes(), 28, 32)).containsExactly(4, 3, 2, 1);
    assertThat(start.get("queue_bytes")).isEqualTo(0x01020304L);
    assertThatThrownBy(() -> start.get("nonsense")).hasMessageContaining("nonsense");
  }

  @Test
  void shouldNameClauseAndBothStatuses_whenARequestEndsWrongly() {
    Completion completion = new Completion(NtStatus.SUCCESS, 88, new byte[] {1, 2});
    assertThatThrownBy(() -> judge.completion(completion, "a receive").failedWith(0xC0000120))
        .hasMessageStartingWith(
            "[STR-9] a receive must end with STATUS_CANCELLED (0xC0000120); was STATUS_SUCCESS"
                + " (0x00000000), Information 88")
        .hasMessageContaining("01 02");
  }

  @Test
  void shouldShowTheFirstDifference_whenBytesDiffer() {
    assertThatThrownBy(() -> judge.equalBytes(new byte[40], changed(40, 17), "the answer"))
        .hasMessageContaining("first difference at offset 17");
  }

  @Test
  void shouldFindWhatWasWritten_whenOneByteOfTheTailChanged() {
    byte[] output = new byte[24];
    Arrays.fill(output, ControlRequest.FILL);
    output[23] = 0;
    Completion completion = new Completion(NtStatus.NOT_FOUND, 0, output);
    assertThatThrownBy(() -> judge.completion(completion, "a STOP").failedWith(NtStatus.NOT_FOUND))
        .hasMessageContaining("offset 23");
  }

  @Test
  void shouldRefuseABatch_whenItsPaddingIsNotZero() {
    byte[] token = Requests.strangeToken();
    byte[] answer = batchOfOneUnit(token);
    Completion good = new Completion(NtStatus.SUCCESS, answer.length, answer);
    assertThat(Batch.read(judge, good, token).sequences()).containsExactly(1L);
    answer[answer.length - 1] = 1;
    assertThatThrownBy(() -> Batch.read(judge, good, token)).hasMessageContaining("padding");
  }

  @Test
  void shouldDecideByTheFirstFailingCheck_whenSeveralFail() {
    ControlRequest request = Requests.open(0x80, 1);
    assertThat(RequestOracle.of(request).status()).isEqualTo(NtStatus.INVALID_PARAMETER);
    RawStruct.at("StartStreamRequest", request.input(), 0).set("abi_version", 9);
    assertThat(RequestOracle.of(request).status()).isEqualTo(NtStatus.REVISION_MISMATCH);
    assertThat(RequestOracle.of(Requests.start(request.input(), 31)).status())
        .isEqualTo(NtStatus.BUFFER_TOO_SMALL);
    assertThat(RequestOracle.of(Requests.open(0x7F, 16_384)).kind()).isEqualTo(Kind.OPEN);
    assertThat(RequestOracle.of(Requests.stop(new byte[16], 0)).kind()).isEqualTo(Kind.STOP);
  }

  @Test
  void shouldTakeTheNearestRank_whenAskedForAPercentile() {
    long[] durations = java.util.stream.LongStream.rangeClosed(1, 1000).toArray();
    assertThat(Pace.percentile(durations, 0.99)).isEqualTo(990);
    assertThat(Pace.percentile(durations, 0.999)).isEqualTo(999);
    assertThat(Pace.percentile(durations, 1)).isEqualTo(1000);
  }

  private static byte[] changed(int length, int at) {
    byte[] bytes = new byte[length];
    bytes[at] = 1;
    return bytes;
  }

  private static byte[] batchOfOneUnit(byte[] token) {
    byte[] answer = new byte[32 + 64];
    RawStruct.at("EventBatch", answer, 0)
        .set("abi_version", 1)
        .set("total_bytes", answer.length)
        .set("token", token)
        .set("event_count", 1);
    RawStruct.at("Event", answer, 32)
        .set("size", 64)
        .set("type", 1)
        .set("sequence", 1)
        .set("name_bytes", 2);
    return answer;
  }
}
