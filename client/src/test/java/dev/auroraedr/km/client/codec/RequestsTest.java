package dev.auroraedr.km.client.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestsTest {
  @Test
  void shouldWriteEveryField() {
    assertThat(hex(new QueryRequest().encode())).isEqualTo("0100000000000000");
    assertThat(hex(StartStreamRequest.open(0x7F, 16_384).encode()))
        .isEqualTo("0100000000000000" + "0".repeat(32) + "7f00000000400000");
    assertThat(hex(StartStreamRequest.receive(BatchBytes.TOKEN).encode()))
        .isEqualTo("0100000000000000" + "0102030405064708890a0b0c0d0e0f10" + "0".repeat(16));
    assertThat(hex(new StopStreamRequest(BatchBytes.TOKEN).encode()))
        .isEqualTo("0100000000000000" + "0102030405064708890a0b0c0d0e0f10");
  }

  @Test
  void shouldRefuseArguments_whenDriverWould() {
    assertThatThrownBy(() -> StartStreamRequest.open(0x80, 0))
        .hasMessageContaining("eventMask=0x80");
    for (int bad : new int[] {-1, 100, 16_383, 4_194_305}) {
      assertThatThrownBy(() -> StartStreamRequest.open(0, bad))
          .hasMessage("queueBytes=" + bad + " must be 0 or 16384..4194304");
    }
  }

  @Test
  void shouldKeepRfcOrder_whenTokenIsConverted() {
    UUID uuid = BatchBytes.TOKEN.toUuid();
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer bytes = ByteBuffer.allocate(17).order(order);
      BatchBytes.TOKEN.write(bytes, 1);
      assertThat(hex(bytes)).isEqualTo("00" + uuid.toString().replace("-", ""));
      assertThat(StreamToken.read(bytes, 1)).isEqualTo(StreamToken.of(uuid));
      assertThat(BatchBytes.TOKEN.isAt(bytes, 1)).isTrue();
      assertThat(StreamToken.NONE.isAt(bytes, 1)).isFalse();
    }
    assertThat(BatchBytes.TOKEN).hasToString(uuid.toString());
  }

  @Test
  void shouldKnowWellFormedTokens() {
    assertThat(StreamToken.of(UUID.randomUUID()).isWellFormed()).isTrue();
    assertThat(StreamToken.NONE.isWellFormed()).isFalse();
    assertThat(StreamToken.of(UUID.nameUUIDFromBytes(new byte[1])).isWellFormed()).isFalse();
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return HexFormat.of().formatHex(copy);
  }
}
