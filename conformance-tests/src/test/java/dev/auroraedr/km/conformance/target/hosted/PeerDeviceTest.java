package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import dev.auroraedr.km.conformance.target.hosted.PeerDevice.Ask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerDeviceTest {
  private static final int RECORD = 512;

  /** Answers of the second driver, one a request: status, id, number, data. */
  private final List<byte[]> answers = new ArrayList<>();

  private final List<String> loaded = new ArrayList<>();
  private final FakeKernel kernel = new FakeKernel();
  private final PeerLoader loader = new PeerLoader(kernel, new byte[] {'M', 'Z'});

  PeerDeviceTest() {
    kernel.on(Operations.LOAD_PEER, this::load);
    kernel.on(Operations.OPEN, input -> new Message().u32(0).u64(1).u64(0x20));
    kernel.on(Operations.SUBMIT, input -> new Message().u32(0).u64(1));
    kernel.on(
        Operations.AWAIT,
        input -> new Message().flag(true).u32(0).u64(16).bytes(answers.remove(0)));
  }

  private Message load(Reply input) {
    loaded.add(input.text());
    return new Message().u32(0);
  }

  private void answer(int status, int id, int number, byte[] data) {
    answers.add(
        ByteBuffer.allocate(16 + data.length + 3)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(status)
            .putInt(id)
            .putInt(number)
            .putInt(data.length)
            .put(data)
            .array());
  }

  private static byte[] record(int what, long second, String name) {
    byte[] units = PeerDevice.units(name);
    return ByteBuffer.allocate(RECORD)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(RECORD)
        .putInt(what)
        .putInt(0x103)
        .putInt(units.length)
        .putLong(4)
        .putLong(second)
        .put(units)
        .array();
  }

  @Test
  void shouldBeAsTheProtocolTells_whenARequestIsWritten() {
    Ask ask = Ask.of("a", "bc").numbers(2, -1).with(new byte[] {7});
    assertThat(HexFormat.of().formatHex(ask.toBytes()))
        .isEqualTo(
            ("01000000" + "00000000" + "02000000" + "ffffffff" + "0200" + "0400" + "01000000")
                + ("6100" + "62006300" + "07"));
    assertThat(PeerDevice.REGISTER_FILTER).isEqualTo(0x80012000);
  }

  @Test
  void shouldLoadACopyForEachFilterAndOneForTheRest_whenUsed() {
    SecondDriver peer = new SecondDriver(loader);
    answer(0, 1, 0, new byte[0]);
    answer(0, 1, 0, new byte[0]);
    answer(0xC0000034, 0, 0, new byte[0]);
    answer(0, 0, 0, new byte[0]);
    assertThat(peer.filters().occupy("385000")).isZero();
    assertThat(peer.filters().occupy("385001")).isZero();
    assertThat(peer.registry().exists("\\REGISTRY\\MACHINE\\X")).isFalse();
    assertThat(peer.registry().exists("\\REGISTRY\\MACHINE")).isTrue();
    assertThat(loaded).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void shouldReadOnUntilAllIsThere_whenALogIsLonger() {
    answer(0, 0, 2, record(0x500, 6, "n"));
    answer(0, 0, 2, record(4, 0, ""));
    FilterPeer filters = new FilterPeer(loader);
    answers.add(0, new byte[16]);
    long filter = filters.log("1");
    assertThat(filters.logged(filter))
        .containsExactly(
            new LoggedOperation(0, true, false, "n", List.of(4L, 6L), 0x103),
            new LoggedOperation(4, false, false, "", List.of(), 0x103));
  }

  @Test
  void shouldSaySo_whenALogHasLostNotes() {
    answer(0, 1, 0, new byte[0]);
    answer(0, 0, 3, record(1, 0, ""));
    answer(0, 0, 3, new byte[0]);
    List<?> told = new ProcessPeer(loader).watch();
    assertThatThrownBy(told::size).hasMessageContaining("full after 1");
  }
}
