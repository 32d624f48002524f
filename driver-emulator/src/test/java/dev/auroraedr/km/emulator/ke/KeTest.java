package dev.auroraedr.km.emulator.ke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Spin locks, IRQL, events and time. */
final class KeTest {
  private final Ke ke = new Ke(new KernelCalls(), new Verifier(), SystemClock.virtual());

  @Test
  void shouldRaiseIrqlAndCount_whenSpinLockIsHeld() {
    SpinLock lock = ke.newSpinLock();
    assertThat(ke.currentIrql()).isEqualTo(Ke.PASSIVE_LEVEL);
    lock.acquire();
    assertThat(ke.currentIrql()).isEqualTo(Ke.DISPATCH_LEVEL);
    lock.release();
    assertThat(ke.currentIrql()).isEqualTo(Ke.PASSIVE_LEVEL);
    assertThat(ke.locksTaken()).isEqualTo(1);
  }

  @Test
  void shouldExclude_whenTwoThreadsTakeTheLock() throws InterruptedException {
    SpinLock lock = ke.newSpinLock();
    int[] counter = new int[1];
    CountDownLatch done = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      new Thread(
              () -> {
                for (int n = 0; n < 50_000; n++) {
                  lock.acquire();
                  counter[0]++;
                  lock.release();
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(counter[0]).isEqualTo(100_000);
    assertThat(ke.locksTaken()).isEqualTo(100_000);
  }

  @Test
  void shouldStandUntilMoved_whenTimeIsVirtual() {
    long start = ke.querySystemTimePrecise();
    assertThat(start).isEqualTo(SystemClock.VIRTUAL_START);
    ke.clock().advance(10);
    assertThat(ke.querySystemTimePrecise()).isEqualTo(start + 10);
    ke.clock().advance(-25);
    assertThat(ke.querySystemTime()).isEqualTo(start - 15);
  }

  @Test
  void shouldRunOn_whenTimeIsTheHosts() {
    SystemClock clock = SystemClock.running();
    long before = clock.now();
    assertThat(clock.now()).isGreaterThanOrEqualTo(before);
    long host = SystemClock.UNIX_EPOCH + System.currentTimeMillis() * 10_000;
    assertThat(before).isBetween(host - 600_000_000L, host + 600_000_000L);
  }

  @Test
  void shouldWakeWaiter_whenEventIsSet() throws InterruptedException {
    KEvent event = new KEvent();
    assertThat(event.await(0)).isFalse();
    assertThat(event.await(1_000_000)).isFalse();
    CountDownLatch woken = new CountDownLatch(1);
    new Thread(
            () -> {
              event.await(Long.MAX_VALUE);
              woken.countDown();
            })
        .start();
    event.set();
    assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
    event.clear();
    assertThat(event.signalled()).isFalse();
  }

  @Test
  void shouldStopWaiter_whenMachineStoppedWithItsLockHeld() throws InterruptedException {
    SpinLock lock = ke.newSpinLock();
    lock.acquire();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter = new Thread(lock::acquire);
    waiter.setDaemon(true);
    waiter.setUncaughtExceptionHandler((thread, failure) -> thrown.set(failure));
    waiter.start();
    ke.verifier().violation("stopped by a test");
    waiter.join(TimeUnit.SECONDS.toMillis(20));
    assertThat(thrown.get()).isInstanceOf(BugCheckException.class);
    lock.release();
  }
}
