package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.ex.PoolBlocks;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
  private final BatchWriter writer = new BatchWriter();
  private final EventQueue queue = new EventQueue(PoolBlocks.of(1 << 20));
  private final byte[] out = new byte[1 << 20];

  private void fill(int events, int size) {
    byte[] event = new byte[size];
    LittleEndian.putU32(event, 0, size);
    for (int i = 0; i < events; i++) {
      queue.append(event, size);
    }
  }

  @Test
  void shouldStopBeforeTheEventThatNoLongerFits_whenTheOutputIsSmall() {
    fill(10, 1024);
    assertThat(writer.moveQueued(queue, out, 4096)).isEqualTo(32 + 3 * 1024);
    assertThat(queue.count()).isEqualTo(7);
  }

  @Test
  void shouldStopAt65536Bytes_whateverTheOutputLength() {
    fill(100, 1024);
    assertThat(writer.moveQueued(queue, out, 0xFFFFFFFFL)).isEqualTo(32 + 63 * 1024);
  }

  @Test
  void shouldFillTheOutputExactly_whenTheEventsDo() {
    fill(3, 2032);
    assertThat(writer.moveQueued(queue, out, 4096)).isEqualTo(4096);
  }

  @Test
  void shouldTakeTheLargestEvent_whenTheOutputIsTheSmallest() {
    fill(1, EventEncoder.MAX_EVENT_BYTES);
    assertThat(writer.moveQueued(queue, out, 4096)).isEqualTo(32 + 3128);
  }

  @Test
  void shouldWriteTheHeader_overThirtyTwoBytes() {
    writer.writeHeader(out, new BatchHeader(new Token(0x0102030405060708L, 9), 96, 1, -1));
    assertThat(java.util.HexFormat.of().formatHex(out, 0, 33))
        .isEqualTo("0100000060000000010203040506070800000000000000090100" + "0000ffffffff00");
  }
}
