package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.ex.PoolBlocks;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static byte[] event(int size, int filler) {
    byte[] event = new byte[size];
    Arrays.fill(event, (byte) filler);
    LittleEndian.putU32(event, 0, size);
    return event;
  }

  @Test
  void shouldTakeEvents_upToExactlyTheGrantedBytes() {
    EventQueue queue = new EventQueue(PoolBlocks.of(16384));
    for (int i = 0; i < 256; i++) {
      assertThat(queue.append(event(64, i), 64)).isTrue();
    }
    assertThat(queue.usedBytes()).isEqualTo(16384);
    assertThat(queue.append(event(56, 1), 56)).isFalse();
    assertThat(queue.count()).isEqualTo(256);
  }

  @Test
  void shouldRefuseWithoutChange_whenOneByteMoreThanFree() {
    EventQueue queue = new EventQueue(PoolBlocks.of(16384));
    int size = 3128;
    for (int i = 0; i < 5; i++) {
      assertThat(queue.append(event(size, i), size)).isTrue();
    }
    assertThat(queue.append(event(752, 1), 752)).isFalse();
    assertThat(queue.append(event(744, 1), 744)).isTrue();
    assertThat(queue.usedBytes()).isEqualTo(16384);
  }

  @Provide
  Arbitrary<List<Integer>> steps() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(7, 391).map(n -> n * 8)),
            net.jqwik.api.Tuple.of(2, Arbitraries.just(0)))
        .list()
        .ofMaxSize(200);
  }

  /** A step of 0 removes, any other appends an event of that size. */
  @Property(tries = 300)
  void shouldBehaveAsAByteBoundedDeque_whateverTheSteps(@ForAll("steps") List<Integer> steps) {
    EventQueue queue = new EventQueue(PoolBlocks.of(16384));
    Deque<byte[]> model = new ArrayDeque<>();
    int used = 0;
    int filler = 0;
    for (int size : steps) {
      if (size > 0) {
        byte[] event = event(size, ++filler);
        boolean fits = used + size <= 16384;
        assertThat(queue.append(event, size)).isEqualTo(fits);
        if (fits) {
          model.add(event);
          used += size;
        }
      } else if (!model.isEmpty()) {
        byte[] expected = model.remove();
        byte[] target = new byte[expected.length + 3];
        assertThat(queue.oldestSize()).isEqualTo(expected.length);
        assertThat(queue.removeOldest(target, 3)).isEqualTo(expected.length);
        assertThat(Arrays.copyOfRange(target, 3, target.length)).isEqualTo(expected);
        used -= expected.length;
      }
      assertThat(queue.usedBytes()).isEqualTo(used);
      assertThat(queue.count()).isEqualTo(model.size());
      assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
    }
  }
}
