package dev.auroraedr.km.emulator.ke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class KMutexTest {
  private final Ke ke = new Ke(new KernelCalls(), new Verifier(), SystemClock.virtual());
  private final KMutex mutex = ke.newMutex();

  @Test
  void shouldExcludeOthersAndStayAtPassive_whileItIsHeld() throws InterruptedException {
    int[] counter = new int[1];
    CountDownLatch done = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  mutex.acquire();
                  counter[0]++;
                  assertThat(ke.currentIrql()).isEqualTo(Ke.PASSIVE_LEVEL);
                  mutex.release();
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    assertThat(counter[0]).isEqualTo(40_000);
    assertThat(ke.locksTaken()).isEqualTo(40_000);
  }

  @Test
  void shouldStopTheMachine_whenTakenUnderASpinLock() {
    SpinLock lock = ke.newSpinLock();
    lock.acquire();
    assertThatThrownBy(mutex::acquire)
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("IRQL_NOT_LESS_OR_EQUAL");
    lock.release();
  }

  @Test
  void shouldStopTheMachine_whenReleasedByWhoDoesNotOwnIt() {
    assertThatThrownBy(mutex::release)
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("mutex released");
  }
}
