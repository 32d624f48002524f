package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Facts 2.1, 2.2, 2.4, 2.6: cancellation and its races; exactly one completes. */
final class CancellationTest {
  private static final byte[] NONE = {};

  private final EchoMachine echo = new EchoMachine();
  private final long handle = echo.open();

  private IoRequest pend() {
    IoRequest request = EchoMachine.request(NONE, new byte[4]);
    assertThat(echo.control(handle, request, EchoDriver.PEND)).isEqualTo(NtStatus.PENDING);
    return request;
  }

  private int feed() {
    return echo.control(handle, EchoMachine.request(new byte[] {1, 2}, NONE), EchoDriver.FEED);
  }

  @Test
  void shouldEndCancelled_whenRequestPends() {
    IoRequest request = pend();
    assertThat(echo.cancel(handle, request)).isZero();
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.cancel(handle, request)).isEqualTo(NtStatus.NOT_FOUND);
    assertThat(feed()).isEqualTo(NtStatus.NOT_FOUND);
  }

  @Test
  void shouldFindNothing_whenAnotherProcessCancels() {
    IoRequest request = pend();
    Process other = echo.machine.startProcess("\\other.exe", Token.ordinaryUser());
    long copy = echo.as(echo.process, () -> echo.nt.duplicateObject(handle, other));
    assertThat(echo.as(other, () -> echo.nt.cancelIoFileEx(copy, null)))
        .isEqualTo(NtStatus.NOT_FOUND);
    assertThat(request.ended()).isFalse();
  }

  @Test
  void shouldCancelOwnThreadOnly_whenCancelIoIsUsed() {
    IoRequest request = pend();
    KThread second = echo.process.createThread();
    echo.machine.ps().runAs(second, () -> assertThat(echo.nt.cancelIoFile(handle)).isZero());
    assertThat(request.ended()).isFalse();
    assertThat(echo.as(echo.process, () -> echo.nt.cancelIoFile(handle))).isZero();
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
  }

  @Test
  void shouldEndCancelled_whenCancelledBeforeDriverSetsItsRoutine() {
    FaultPlan plan = new FaultPlan().at("IoSetCancelRoutine", 1, () -> echo.cancel(handle, null));
    echo.machine.kernel().calls().observe(plan);
    assertThat(pend().status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.machine.findings()).isEmpty();
  }

  @Test
  void shouldComplete_whenFeederWinsAndCancelComesInTheMiddle() {
    IoRequest request = pend();
    FaultPlan plan = new FaultPlan().at("IofCompleteRequest", 1, () -> echo.cancel(handle, null));
    echo.machine.kernel().calls().observe(plan);
    assertThat(feed()).isZero();
    assertThat(request.status()).isZero();
    assertThat(request.information()).isEqualTo(2);
    assertThat(echo.machine.findings()).isEmpty();
  }

  @Test
  void shouldEndCancelled_whenFeederComesBetweenCancelAndItsRoutine() {
    IoRequest request = pend();
    FaultPlan plan =
        new FaultPlan()
            .at(
                "IoReleaseCancelSpinLock",
                1,
                () -> assertThat(feed()).isEqualTo(NtStatus.NOT_FOUND));
    echo.machine.kernel().calls().observe(plan);
    assertThat(echo.cancel(handle, request)).isZero();
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.machine.findings()).isEmpty();
  }

  @Test
  void shouldOnlyMark_whenIrpHasNoCancelRoutine() {
    IoRequest[] inner = {EchoMachine.request(EchoMachine.answer(0, 0), NONE)};
    FaultPlan plan =
        new FaultPlan()
            .at("IoMarkIrpPending", 1, () -> assertThat(echo.cancel(handle, inner[0])).isZero());
    echo.machine.kernel().calls().observe(plan);
    assertThat(echo.control(handle, inner[0], EchoDriver.ANSWER_PENDED))
        .isEqualTo(NtStatus.PENDING);
    assertThat(inner[0].status()).isZero();
  }

  @Test
  void shouldCancelItsRequests_whenThreadExits() {
    KThread worker = echo.process.createThread();
    IoRequest tied = EchoMachine.request(NONE, NONE);
    IoRequest free = EchoMachine.request(NONE, NONE);
    long bound = echo.open();
    CompletionQueue port = echo.bind(bound, 1);
    echo.machine
        .ps()
        .runAs(
            worker,
            () -> {
              echo.nt.deviceIoControlFile(handle, tied, EchoDriver.PEND);
              echo.nt.deviceIoControlFile(bound, free, EchoDriver.PEND);
            });
    echo.nt.exitThread(worker);
    assertThat(worker.terminated()).isTrue();
    assertThat(tied.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(free.ended()).as("requests on bound handles are not tied to threads").isFalse();
    assertThat(port.depth()).isZero();
  }

  /** Single completer, one packet: real threads feed and cancel the same requests. */
  @Test
  void shouldEndEveryRequestOnce_whenCancelAndCompleteRace() throws InterruptedException {
    EchoMachine real = new EchoMachine(MachineOptions.concurrent(), new EchoDriver());
    long file = real.open();
    CompletionQueue port = real.bind(file, 1);
    int rounds = 4_000;
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(3);
    run(done, () -> submitAll(real, file, port, rounds, ended));
    run(
        done,
        () -> {
          while (ended.get() < rounds) {
            real.cancel(file, null);
          }
        });
    run(
        done,
        () -> {
          long own = real.open();
          IoRequest request = EchoMachine.request(new byte[] {1}, NONE);
          while (ended.get() < rounds) {
            real.control(own, request, EchoDriver.FEED);
          }
        });
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ended).hasValue(rounds);
    assertThat(real.machine.requestsInFlight()).isZero();
    assertThat(real.machine.findings()).isEmpty();
  }

  private static void submitAll(
      EchoMachine real, long file, CompletionQueue port, int rounds, AtomicInteger ended) {
    IoRequest[] taken = new IoRequest[4];
    for (int i = 0; i < 4; i++) {
      real.control(file, EchoMachine.request(NONE, new byte[4]), EchoDriver.PEND);
    }
    int submitted = 4;
    while (ended.get() < rounds) {
      int count = port.remove(taken, 1_000_000);
      for (int i = 0; i < count; i++) {
        ended.incrementAndGet();
        if (submitted < rounds) {
          submitted++;
          real.control(file, taken[i], EchoDriver.PEND);
        }
      }
    }
  }

  private static void run(CountDownLatch done, Runnable work) {
    new Thread(
            () -> {
              try {
                work.run();
              } finally {
                done.countDown();
              }
            })
        .start();
  }
}
