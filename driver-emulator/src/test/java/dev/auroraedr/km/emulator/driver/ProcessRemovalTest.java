package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.Kernel;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** UNL-3 on a system that says of any removal that it succeeded, as Wine 8 does. */
class ProcessRemovalTest {
  private static final String SET = "PsSetCreateProcessNotifyRoutineEx";
  private static final int SLOTS = 64;

  private static final DriverParts CREDULOUS =
      new DriverParts() {
        @Override
        public ProcessRegistration processRegistration(Kernel kernel, ProcessCallback callback) {
          return new ProcessRegistration(kernel, callback) {
            @Override
            protected boolean mayRemain(int status) {
              return true;
            }
          };
        }
      };

  @Test
  @Timeout(20)
  void shouldEnd_whenEveryRemovalSucceeds() {
    try (Rig rig = Rig.boot()) {
      assertThat(rig.load(CREDULOUS)).isZero();
      rig.faults.startTrace();
      rig.unload();
      assertThat(Collections.frequency(rig.faults.stopTrace(), SET)).isEqualTo(2 * SLOTS);
    }
  }
}
