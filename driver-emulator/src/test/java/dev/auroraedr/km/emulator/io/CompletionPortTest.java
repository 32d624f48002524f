package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Facts 1.3 and 1.6: which request posts a packet, and when its answer is written. */
final class CompletionPortTest {
  private static final byte[] NONE = {};

  private final EchoMachine echo = new EchoMachine();
  private final long handle = echo.open();
  private final CompletionQueue port = echo.bind(handle, 77);
  private final IoRequest[] taken = new IoRequest[8];

  @Test
  void shouldPostOnePacketAndWriteAtDequeue_whenSuccessIsSynchronous() {
    byte[] output = EchoMachine.filled(4);
    IoRequest request = EchoMachine.request(new byte[] {9, 8}, output);
    assertThat(echo.control(handle, request, EchoDriver.ECHO)).isZero();
    assertThat(output).as("not before the packet is dequeued").containsOnly(EchoMachine.FILL);
    assertThat(request.status()).isEqualTo(NtStatus.PENDING);
    assertThat(port.remove(taken, 0)).isEqualTo(1);
    assertThat(taken[0]).isSameAs(request);
    assertThat(output).startsWith(9, 8, EchoMachine.FILL);
    assertThat(request.status()).isZero();
    assertThat(request.information()).isEqualTo(2);
    assertThat(request.key()).isEqualTo(77);
  }

  @Test
  void shouldPostPacket_whenWarningIsSynchronous() {
    IoRequest request = EchoMachine.request(EchoMachine.answer(NtStatus.DEVICE_BUSY, 0), NONE);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER)).isEqualTo(NtStatus.DEVICE_BUSY);
    assertThat(port.remove(taken, 0)).isEqualTo(1);
    assertThat(request.status()).isEqualTo(NtStatus.DEVICE_BUSY);
  }

  @Test
  void shouldPostNoPacketAndLeaveStatusBlock_whenErrorIsSynchronous() {
    IoRequest request = EchoMachine.request(EchoMachine.answer(NtStatus.NOT_FOUND, 0), NONE);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER)).isEqualTo(NtStatus.NOT_FOUND);
    assertThat(port.remove(taken, 0)).isZero();
    assertThat(request.status()).isEqualTo(NtStatus.PENDING);
    assertThat(request.inFlight()).isFalse();
  }

  @Test
  void shouldPostPacket_whenErrorComesAfterPending() {
    IoRequest request = EchoMachine.request(EchoMachine.answer(NtStatus.NOT_FOUND, 0), NONE);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER_PENDED)).isEqualTo(NtStatus.PENDING);
    assertThat(port.remove(taken, 0)).isEqualTo(1);
    assertThat(request.status()).isEqualTo(NtStatus.NOT_FOUND);
  }

  @Test
  void shouldKeepOrderOfCompletion_whenSeveralPend() {
    IoRequest[] requests = new IoRequest[5];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = EchoMachine.request(NONE, new byte[4]);
      echo.control(handle, requests[i], EchoDriver.PEND);
    }
    echo.cancel(handle, requests[3]);
    echo.control(echo.open(), EchoMachine.request(new byte[] {1}, NONE), EchoDriver.FEED);
    assertThat(port.remove(taken, 0)).isEqualTo(2);
    assertThat(taken).startsWith(requests[3], requests[0]);
    assertThat(requests[3].status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(requests[3].information()).isZero();
    assertThat(requests[0].information()).isEqualTo(1);
  }

  @Test
  void shouldPostNoPacket_whenCallerWantsNone() {
    IoRequest request = EchoMachine.request(new byte[1], new byte[1]).postsPacket(false);
    echo.control(handle, request, EchoDriver.ECHO);
    assertThat(port.remove(taken, 0)).isZero();
    assertThat(request.status()).isZero();
  }

  @Test
  void shouldSkipPacketOfImmediateSuccessOnly_whenModeIsSet() {
    echo.as(echo.process, () -> echo.nt.setNotificationModes(handle, 1));
    echo.control(handle, EchoMachine.request(NONE, NONE), EchoDriver.ECHO);
    assertThat(port.depth()).isZero();
    IoRequest warning = EchoMachine.request(EchoMachine.answer(NtStatus.BUFFER_OVERFLOW, 0), NONE);
    echo.control(handle, warning, EchoDriver.ANSWER);
    IoRequest pended = EchoMachine.request(EchoMachine.answer(0, 0), NONE);
    echo.control(handle, pended, EchoDriver.ANSWER_PENDED);
    assertThat(port.depth()).isEqualTo(2);
  }

  @Test
  void shouldBindOnceAndForGood_whenAskedTwice() {
    assertThat(echo.as(echo.process, () -> echo.nt.setCompletion(handle, port, 1)))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    long synchronous = echo.openSynchronous();
    assertThat(echo.as(echo.process, () -> echo.nt.setCompletion(synchronous, port, 1)))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldRefuseRequest_whenItIsInFlight() {
    IoRequest request = EchoMachine.request(NONE, NONE);
    echo.control(handle, request, EchoDriver.ECHO);
    assertThatThrownBy(() -> echo.control(handle, request, EchoDriver.ECHO))
        .isInstanceOf(IllegalStateException.class);
    port.remove(taken, 0);
    assertThat(echo.control(handle, request, EchoDriver.ECHO)).isZero();
  }

  @Test
  void shouldDeliverCancelledPacket_whenHandleWasClosed() {
    IoRequest request = EchoMachine.request(NONE, NONE);
    echo.control(handle, request, EchoDriver.PEND);
    echo.close(handle);
    assertThat(port.remove(taken, 0)).isEqualTo(1);
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.driver.log).endsWith("close");
  }

  @Test
  void shouldGiveEmptyPacketAsNull_whenPosted() {
    taken[0] = new IoRequest();
    port.postEmpty();
    assertThat(port.remove(taken, 0)).isEqualTo(1);
    assertThat(taken[0]).isNull();
  }

  @Test
  void shouldReturnNothing_whenTimePasses() {
    assertThat(port.remove(taken, 1_000_000)).isZero();
  }

  @Test
  void shouldWakeWaitersAndDropPackets_whenPortIsClosed() throws InterruptedException {
    long ownHandle = echo.as(echo.process, echo.nt::createIoCompletion);
    CompletionQueue own = echo.as(echo.process, () -> echo.nt.completionQueue(ownHandle));
    AtomicInteger result = new AtomicInteger(-1);
    CountDownLatch done = new CountDownLatch(1);
    Thread waiter =
        new Thread(
            () -> {
              result.set(own.remove(new IoRequest[1], Long.MAX_VALUE));
              done.countDown();
            });
    waiter.start();
    echo.close(ownHandle);
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(result).hasValue(0);
    own.postEmpty();
    assertThat(own.depth()).isZero();
  }

  @Test
  void shouldTakeEveryPacketOnce_whenManyPostAndTake() throws InterruptedException {
    int producers = 3;
    int each = 20_000;
    AtomicInteger received = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(producers + 2);
    for (int i = 0; i < producers; i++) {
      start(
          done,
          () -> {
            for (int n = 0; n < each; n++) {
              port.postEmpty();
            }
          });
    }
    for (int i = 0; i < 2; i++) {
      start(
          done,
          () -> {
            IoRequest[] batch = new IoRequest[16];
            while (received.get() < producers * each) {
              received.addAndGet(port.remove(batch, 10_000_000));
            }
          });
    }
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(received).hasValue(producers * each);
    assertThat(port.depth()).isZero();
  }

  private static void start(CountDownLatch done, Runnable work) {
    new Thread(
            () -> {
              work.run();
              done.countDown();
            })
        .start();
  }

  @Test
  void shouldSkipPacketOfInformationalStatus_whenModeIsSet() {
    echo.as(echo.process, () -> echo.nt.setNotificationModes(handle, 1));
    IoRequest request = EchoMachine.request(EchoMachine.answer(0x4000_0056, 0), NONE);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER)).isEqualTo(0x4000_0056);
    assertThat(port.depth()).isZero();
    assertThat(request.status()).isEqualTo(0x4000_0056);
  }
}
