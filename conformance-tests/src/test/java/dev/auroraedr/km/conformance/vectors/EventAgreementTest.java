package dev.auroraedr.km.conformance.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.EventLayout;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.codec.EventView;
import dev.auroraedr.km.client.codec.ProtocolException;
import dev.auroraedr.km.client.codec.StreamToken;
import dev.auroraedr.km.emulator.driver.BatchHeader;
import dev.auroraedr.km.emulator.driver.BatchWriter;
import dev.auroraedr.km.emulator.driver.EventEncoder;
import dev.auroraedr.km.emulator.driver.EventFields;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.fixtures.vectors.HexDump;
import dev.auroraedr.km.fixtures.vectors.HexPattern;
import dev.auroraedr.km.fixtures.vectors.StructVector;
import dev.auroraedr.km.fixtures.vectors.Vector;
import dev.auroraedr.km.fixtures.vectors.VectorFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the client accepts, the emulator writes again byte for byte: no significant byte of a
 * golden event or batch can change unless one codec refuses it or both carry it. The codecs share
 * constants, never code, so a field that one leaves out shows here.
 */
class EventAgreementTest {
  private static final StreamToken TOKEN =
      new StreamToken(0x0123456789AB4CDEL, 0x8F0123456789ABCDL);

  /** Whole batches of this size and more take too long to change byte by byte. */
  private static final int LARGE = 4096;

  private final EventEncoder encoder = new EventEncoder();
  private final byte[] out = new byte[EventEncoder.MAX_EVENT_BYTES];

  static Stream<StructVector> events() {
    return accepted("event");
  }

  static Stream<StructVector> batches() {
    return accepted("event_batch").filter(batch -> batch.bytes().length < LARGE);
  }

  private static Stream<StructVector> accepted(String file) {
    return VectorFile.open(file).vectors().stream()
        .filter(Vector::accepted)
        .map(StructVector.class::cast);
  }

  @ParameterizedTest
  @MethodSource("events")
  void shouldWriteWhatTheClientRead_whenAnyByteOfAnEventChanges(StructVector vector) {
    byte[] batch = batchOf(vector.bytes());
    int accepted = 0;
    for (byte[] event : ChangedBytes.of(vector.bytes())) {
      System.arraycopy(event, 0, batch, EventBatchLayout.SIZE, event.length);
      accepted += writtenAgain(batch, TOKEN) ? 1 : 0;
    }
    assertThat(accepted).as("accepted with changes, such as of process_id").isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("batches")
  void shouldWriteWhatTheClientRead_whenAnyByteOfABatchChanges(StructVector vector) {
    StreamToken token =
        StreamToken.read(ByteBuffer.wrap(vector.bytes()), EventBatchLayout.TOKEN_OFFSET);
    assertThat(writtenAgain(vector.bytes(), token)).isTrue();
    ChangedBytes.of(vector.bytes()).forEach(batch -> writtenAgain(batch, token));
  }

  /** False if the client refuses the batch; fails unless the emulator writes it anew. */
  private boolean writtenAgain(byte[] batch, StreamToken token) {
    EventBatch read = new EventBatch();
    try {
      read.wrap(little(batch), batch.length, token);
    } catch (ProtocolException refused) {
      return false;
    }
    String difference = HexDump.diff(HexPattern.of(batch), write(read, token));
    if (!difference.isEmpty()) {
      throw new AssertionError("the emulator writes otherwise\n" + difference);
    }
    return true;
  }

  private byte[] write(EventBatch read, StreamToken token) {
    byte[] written = new byte[read.totalBytes()];
    Token name = new Token(token.high(), token.low());
    new BatchWriter()
        .writeHeader(
            written,
            new BatchHeader(name, read.totalBytes(), read.eventCount(), (int) read.dropped()));
    int at = EventBatchLayout.SIZE;
    for (EventCursor event = read.events(); event.next(); ) {
      int size = encoder.encode(fields(event), event.timestamp(), out);
      little(out).putLong(EventLayout.SEQUENCE_OFFSET, event.sequence());
      System.arraycopy(out, 0, written, at, size);
      at += size;
    }
    return written;
  }

  /** The names are cut already, so the flags that say so are handed over as well. */
  private static EventFields fields(EventView event) {
    return EventFields.of(event.type().code())
        .flags(event.flags())
        .requestor(event.processId(), event.threadId())
        .details(event.detail0(), event.detail1(), event.detail2())
        .name(UnicodeString.of(event.name().toString()))
        .name2(UnicodeString.of(event.name2().toString()));
  }

  private static byte[] batchOf(byte[] event) {
    byte[] batch = new byte[EventBatchLayout.SIZE + event.length];
    ByteBuffer bytes = little(batch);
    bytes.putInt(EventBatchLayout.ABI_VERSION_OFFSET, Limits.ABI_VERSION);
    bytes.putInt(EventBatchLayout.TOTAL_BYTES_OFFSET, batch.length);
    TOKEN.write(bytes, EventBatchLayout.TOKEN_OFFSET);
    bytes.putInt(EventBatchLayout.EVENT_COUNT_OFFSET, 1);
    return batch;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
