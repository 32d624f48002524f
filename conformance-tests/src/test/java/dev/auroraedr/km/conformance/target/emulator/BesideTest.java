package dev.auroraedr.km.conformance.target.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.ex.RundownProtection;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interleaved action that waits for what the interrupted code holds. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BesideTest {
  private static Beside started(Runnable action) {
    Beside beside = new Beside(action);
    beside.start();
    beside.awaitEndOrBlock();
    return beside;
  }

  @Test
  void shouldLetInterruptedCodeGoOn_whenActionWaitsForItsSpinLock() {
    SpinLock lock = new Ke(new KernelCalls(), new Verifier(), SystemClock.virtual()).newSpinLock();
    lock.acquire();
    Beside beside =
        started(
            () -> {
              lock.acquire();
              lock.release();
            });
    assertThat(beside.isAlive()).isTrue();
    lock.release();
    beside.awaitEnd();
    assertThat(beside.isAlive()).isFalse();
  }

  @Test
  void shouldLetInterruptedCodeGoOn_whenActionWaitsForItsRundown() {
    RundownProtection rundown = new RundownProtection();
    rundown.acquire();
    Beside beside = started(rundown::waitForRelease);
    assertThat(beside.isAlive()).isTrue();
    rundown.release();
    beside.awaitEnd();
    assertThat(beside.isAlive()).isFalse();
  }
}
