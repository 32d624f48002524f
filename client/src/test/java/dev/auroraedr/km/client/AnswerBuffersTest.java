package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class AnswerBuffersTest {
  private final AnswerBuffers buffers = new AnswerBuffers();

  @Test
  void shouldHandOutTheSameBufferZeroed_whenItWasGivenBack() {
    ByteBuffer first = buffers.take(20);
    first.putLong(-1).putLong(-1).putInt(-1);
    buffers.giveBack(first);
    ByteBuffer again = buffers.take(24);
    assertThat(again).isSameAs(first);
    assertThat(again.remaining()).isEqualTo(24);
    assertThat(again).isEqualTo(ByteBuffer.allocate(24));
  }

  @Test
  void shouldHandOutAnother_whenTheOneKeptIsTaken() {
    ByteBuffer first = buffers.take(20);
    assertThat(buffers.take(20)).isNotSameAs(first);
  }
}
