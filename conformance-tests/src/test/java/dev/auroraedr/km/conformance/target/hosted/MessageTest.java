package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageTest {
  private static String hex(Message message) {
    return HexFormat.of().formatHex(message.toBytes());
  }

  @Test
  void shouldBeLittleEndian_whenNumbersAreWritten() {
    assertThat(hex(new Message().u32(0x01020304).u64(-2).flag(true).flag(false)))
        .isEqualTo("04030201" + "feffffffffffffff" + "01000000" + "00000000");
  }

  @Test
  void shouldCountUnits_whenATextIsWritten() {
    assertThat(hex(new Message().text("a\uD800"))).isEqualTo("02000000" + "6100" + "00d8");
    assertThat(hex(new Message().text("").text(null))).isEqualTo("00000000" + "ffffffff");
  }

  @Test
  void shouldTellNoneFromEmpty_whenBytesAreWritten() {
    Message message = new Message().bytes(new byte[] {7, 8}).bytes(new byte[0]).bytes(null);
    assertThat(hex(message)).isEqualTo("02000000" + "0708" + "00000000" + "ffffffff");
  }

  @Test
  void shouldGrow_whenMoreIsWrittenThanThereIsRoomFor() {
    byte[] image = new byte[100_000];
    Arrays.fill(image, (byte) 3);
    Message message = new Message().text("x".repeat(300)).bytes(image).u32(5);
    Reply reply = new Reply(message.toBytes());
    assertThat(reply.text()).hasSize(300);
    assertThat(reply.bytes()).isEqualTo(image);
    assertThat(reply.u32()).isEqualTo(5);
  }

  @Test
  void shouldReadWhatWasWritten_whenAReplyHoldsEverything() {
    byte[] bytes =
        new Message().u32(-1).u64(1L << 40).flag(true).text("\uDC00\0").bytes(null).toBytes();
    Reply reply = new Reply(bytes);
    assertThat(reply.u32()).isEqualTo(-1);
    assertThat(reply.u64()).isEqualTo(1L << 40);
    assertThat(reply.flag()).isTrue();
    assertThat(reply.text()).isEqualTo("\uDC00\0");
    assertThat(reply.bytes()).isNull();
  }

  @Test
  void shouldSaySo_whenAReplyHoldsLessThanItNames() {
    Reply reply = new Reply(new Message().u32(1000).u32(0).toBytes());
    assertThatThrownBy(reply::bytes).hasMessageContaining("1000");
  }

  @Test
  void shouldWriteComponentsInOrder_whenARecordIsWritten() {
    ControlRequest request = new ControlRequest(0x11, null, 2, -1, 3, -1);
    assertThat(hex(Components.write(new Message(), request)))
        .isEqualTo(
            "11000000ffffffff" + "0200000000000000" + "ffffffff" + "0300000000000000" + "ffffffff");
  }

  @Test
  void shouldNumberWhatIsNested_whenAStimulusHoldsAnother() {
    Stimulus write = new RegistryStimulus.SetValue("k", "", 4, 1);
    Stimulus by = new RegistryStimulus.By(9, true, (RegistryStimulus) write);
    assertThat(hex(Stimuli.message(by)))
        .isEqualTo("0900000000000000" + "01000000" + "01000600" + hex(Stimuli.message(write)));
    assertThat(Stimuli.number(by)).isEqualTo(0x6_0012);
  }

  @Test
  void shouldWriteOrdinalsAndInnerRecords_whenAStimulusHasThem() {
    Stimulus write = new FileStimulus.WriteFile(1, 2, 3, FileStimulus.Path.PAGING);
    assertThat(hex(Stimuli.message(write)))
        .isEqualTo("0100000000000000" + "0200000000000000" + "03000000" + "03000000");
  }

  /** Every record that is a stimulus, wherever it is nested. */
  static Stream<Class<?>> stimuli() {
    return permitted(Stimulus.class).filter(Class::isRecord);
  }

  private static Stream<Class<?>> permitted(Class<?> type) {
    Class<?>[] below = type.getPermittedSubclasses();
    return below == null ? Stream.of(type) : Arrays.stream(below).flatMap(MessageTest::permitted);
  }

  @ParameterizedTest
  @MethodSource("stimuli")
  void shouldHaveAnOperation_whenItIsAStimulus(Class<? extends Stimulus> type) {
    assertThat(Stimuli.NUMBERS).containsKey(type);
  }

  @Test
  void shouldDiffer_whenStimuliAreOfDifferentKinds() {
    assertThat(List.copyOf(Stimuli.NUMBERS.values())).doesNotHaveDuplicates();
    assertThat(stimuli()).hasSize(Stimuli.NUMBERS.size());
  }
}
