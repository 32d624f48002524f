package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.RandomSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-2 with a generator that repeats itself, which no target can be made to have. */
class TokenCollisionTest {
  @Test
  void shouldTryAgain_whenALiveStreamHasTheToken() {
    try (Rig rig = loaded(1, 1, 1, 2);
        RigClient client = rig.client()) {
      Token first = client.open(EventMask.FILE_CREATE, 0);
      assertThat(client.open(EventMask.FILE_CREATE, 0)).isNotEqualTo(first);
    }
  }

  @Test
  void shouldRefuse_whenTheGeneratorGivesNothingElse() {
    try (Rig rig = loaded(1);
        RigClient client = rig.client()) {
      client.open(EventMask.FILE_CREATE, 0);
      RigClient.Call second = client.start(EventMask.FILE_CREATE, 0);
      assertThat(second.returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    }
  }

  /** A driver whose generator gives these values in turn, and then the last one for ever. */
  private static Rig loaded(Integer... values) {
    Rig rig = Rig.boot();
    assertThat(rig.load(new Repeating(new ArrayDeque<>(List.of(values))))).isZero();
    return rig;
  }

  private record Repeating(Deque<Integer> values) implements DriverParts {
    @Override
    public TokenSource tokenSource(RandomSource random) {
      return new TokenSource(random) {
        @Override
        public Token next() {
          byte[] bytes = new byte[16];
          bytes[0] = (byte) (int) (values.size() > 1 ? values.poll() : values.peek());
          stamp(bytes);
          return Token.read(bytes, 0);
        }
      };
    }
  }
}
