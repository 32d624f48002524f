package dev.auroraedr.km.client.codec;

import static dev.auroraedr.km.client.codec.BatchBytes.TOKEN;
import static dev.auroraedr.km.client.codec.BatchBytes.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventBatchTest {
  private static final Event PROCESS =
      new Event(
          EventType.PROCESS_CREATE,
          0x9,
          5,
          -2,
          -3,
          4,
          Integer.MIN_VALUE,
          6,
          Long.MIN_VALUE,
          "\\Device\\HarddiskVolume3\\a\0b\uD800.exe",
          "cmd /c \uDC00");

  private final EventBatch batch = new EventBatch();

  @Test
  void shouldGiveEveryField_whenBatchIsWellFormed() throws Exception {
    wrap(batch().dropped(-1).event(1, "").event(PROCESS).build());

    assertThat(batch.eventCount()).isEqualTo(2);
    assertThat(batch.dropped()).isEqualTo(0xFFFFFFFFL);
    assertThat(batch.firstSequence()).isEqualTo(1);
    assertThat(batch.lastSequence()).isEqualTo(5);
    assertThat(batch.toEvents().get(1)).isEqualTo(PROCESS);
    assertThat(batch.toEvents().get(0).name()).isEmpty();
  }

  @Test
  void shouldReadNamesInPlace_whenCursorStandsOnEvent() throws Exception {
    wrap(batch().event(1, "abc").build());
    EventCursor event = batch.events();
    assertThat(event.next()).isTrue();

    EventName name = event.name();
    char[] copy = new char[5];
    StringBuilder text = new StringBuilder("<");
    name.appendTo(text);

    assertThat(name.copyTo(copy, 1)).isEqualTo(3);
    assertThat(copy).containsExactly('\0', 'a', 'b', 'c', '\0');
    assertThat(text).hasToString("<abc");
    assertThat(name.contentEquals("abc")).isTrue();
    assertThat(name.contentEquals("abd")).isFalse();
    assertThat(name.subSequence(1, 2)).hasToString("b");
    assertThat(CharSequence.compare(name, "abd")).isNegative();
    assertThatThrownBy(() -> name.charAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> name.copyTo(copy, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldRefuseToBeRead_whenBatchWasReleased() throws Exception {
    wrap(batch().event(1, "abc").build());
    EventCursor event = batch.events();
    event.next();
    EventName name = event.name();

    batch.release();

    assertThat(event.next()).isFalse();
    assertThatThrownBy(event::sequence).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(event::name).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(name::length).hasMessageContaining("toEvent()");
    assertThatThrownBy(batch::eventCount).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseFields_whenCursorIsBeforeFirstOrBehindLast() throws Exception {
    wrap(batch().event(1, "abc").build());
    EventCursor event = batch.events();
    assertThatThrownBy(event::type).isInstanceOf(IllegalStateException.class);
    event.next();
    event.next();
    assertThatThrownBy(event::type).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldAcceptLongestNames() throws Exception {
    Event longest =
        new Event(
            EventType.REG_SET_VALUE, 6, 1, 0, 0, 0, 0, 0, 0, "n".repeat(1024), "v".repeat(512));
    wrap(batch().event(longest).build());
    assertThat(batch.toEvents()).containsExactly(longest);
    assertThat(longest.isNameTruncated()).isTrue();
    assertThat(longest.isName2Truncated()).isTrue();
    assertThat(longest.isBlocked()).isFalse();
  }

  /** Two events: at 32 with name "abc" (64 bytes), at 96 with name "defg" (64 bytes). */
  @ParameterizedTest
  @CsvSource({
    "0,  02,       EventBatch, 0,   abi_version=2",
    "4,  A1,       EventBatch, 4,   total_bytes=161 must be Information=160",
    "8,  FF,       EventBatch, 8,   must be the stream's",
    "23, FF,       EventBatch, 8,   must be the stream's",
    "24, 00,       EventBatch, 24,  event_count=0",
    "24, 01,       EventBatch, 96,  the 1 events end here",
    "24, 03,       Event,      160, only 0 bytes are left",
    "27, 80,       EventBatch, 24,  event_count=2147483650",
    "32, 48,       Event,      32,  size=72 must be 56 + names rounded up: 64",
    "32, 3C,       Event,      32,  size=60",
    "35, FF,       Event,      32,  size=4278190144",
    "36, 00,       Event,      36,  type=0",
    "36, 0D,       Event,      36,  type=13",
    "37, 01,       Event,      36,  type=257",
    "38, 10,       Event,      38,  flags=0x10",
    "39, 80,       Event,      38,  flags=0x8000",
    "40, 00,       Event,      40,  sequence=0 must be above 0",
    "104, 01,      Event,      104, sequence=1 must be above 1",
    "80, 05,       Event,      80,  name length 5",
    "81, 08,       Event,      80,  name length 2054",
    "82, 01,       Event,      82,  name length 1 ",
    "83, 05,       Event,      82,  name length 1280",
    "84, 01,       Event,      84,  zero field",
    "87, 01,       Event,      87,  zero field",
    "94, 01,       Event,      94,  padding (IOC-6)",
    "95, 01,       Event,      95,  padding (IOC-6)"
  })
  void shouldNameStructOffsetAndReason_whenOneByteIsWrong(
      int at, String hex, String struct, int offset, String reason) {
    ByteBuffer bytes = batch().event(1, "abc").event(2, "defg").build();
    bytes.put(at, (byte) Integer.parseInt(hex, 16));

    ProtocolException refused = catchThrowableOfType(ProtocolException.class, () -> wrap(bytes));

    assertThat(refused).isNotNull();
    assertThat(refused.struct()).isEqualTo(struct);
    assertThat(refused.offset()).isEqualTo(offset);
    assertThat(refused.reason()).contains(reason.strip());
    assertThat(refused).hasMessageContaining("bytes there:");
    assertThatThrownBy(batch::eventCount).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuse_whenLengthIsOutsideLimits() {
    ByteBuffer huge = ByteBuffer.allocate(70_000).order(ByteOrder.LITTLE_ENDIAN);
    for (int length : new int[] {0, 31, 65_537}) {
      assertThatThrownBy(() -> batch.wrap(huge, length, TOKEN))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("has " + length + " bytes");
    }
    assertThatThrownBy(() -> batch.wrap(huge, 70_001, TOKEN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> batch.wrap(ByteBuffer.allocate(32), 32, TOKEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("little-endian");
  }

  @Test
  void shouldCompareSequencesUnsigned() throws Exception {
    wrap(batch().event(Long.MAX_VALUE, "").event(Long.MIN_VALUE, "").event(-1, "").build());
    assertThat(batch.lastSequence()).isEqualTo(-1);
  }

  @Test
  void shouldTellTime_whenTimestampIsFiletime() {
    Event event =
        new Event(EventType.FILE_WRITE, 0, 1, 116_444_736_000_000_001L, 0, 0, 0, 0, 0, "", "");
    assertThat(event.time()).hasToString("1970-01-01T00:00:00.000000100Z");
  }

  private void wrap(ByteBuffer bytes) throws ProtocolException {
    batch.wrap(bytes, bytes.limit(), TOKEN);
  }
}
