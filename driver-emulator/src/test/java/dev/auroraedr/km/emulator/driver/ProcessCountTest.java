package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import org.junit.jupiter.api.Test;

/** HLT-6: the count's ceiling, which no suite can wait for. */
class ProcessCountTest {
  private static final class NearlyFull implements DriverParts {
    @Override
    public ProcessCallback processCallback(
        Kernel kernel, EventPublisher publisher, ImageMatch blocked) {
      return new ProcessCallback(kernel, publisher, blocked) {
        @Override
        protected int firstCount() {
          return 0xFFFFFFFE;
        }
      };
    }
  }

  @Test
  void shouldStopAtItsCeiling_andNeverWrap() {
    try (Rig rig = Rig.boot()) {
      assertThat(rig.load(new NearlyFull())).isZero();
      RigClient client = rig.client();
      assertThat(count(client)).isEqualTo(0xFFFFFFFE);
      for (int i = 0; i < 3; i++) {
        start(rig);
        assertThat(count(client)).isEqualTo(0xFFFFFFFF);
      }
      client.close();
    }
  }

  private static int count(RigClient client) {
    return client.control(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], 20).u32(0);
  }

  private static void start(Rig rig) {
    ProcessSpec spec = new ProcessSpec(Rig.VOLUME + "\\a.exe", Token.system(), false, null);
    rig.machine.world().processes().start(rig.thread, spec, null);
  }
}
