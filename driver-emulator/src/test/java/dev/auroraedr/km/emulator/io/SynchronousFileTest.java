package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import org.junit.jupiter.api.Test;

/** Facts 1.7: a synchronous file object serialises its requests, its close too (IOC-8). */
final class SynchronousFileTest {
  private static final byte[] NONE = {};

  private final EchoMachine echo = new EchoMachine();
  private final long handle = echo.openSynchronous();

  private IoRequest pend() {
    IoRequest request = EchoMachine.request(NONE, new byte[4]);
    assertThat(echo.control(handle, request, EchoDriver.PEND)).isEqualTo(NtStatus.PENDING);
    assertThat(request.parkedCall().isDone()).isFalse();
    return request;
  }

  @Test
  void shouldReturnAtOnce_whenRequestEndsAtOnce() {
    IoRequest request = EchoMachine.request(new byte[] {1}, new byte[1]);
    assertThat(echo.control(handle, request, EchoDriver.ECHO)).isZero();
    assertThat(request.parkedCall().isDone()).isTrue();
    IoRequest failing = EchoMachine.request(EchoMachine.answer(NtStatus.NOT_FOUND, 0), NONE);
    assertThat(echo.control(handle, failing, EchoDriver.ANSWER)).isEqualTo(NtStatus.NOT_FOUND);
  }

  @Test
  void shouldReturnFinalStatus_whenRequestPendedAndEnds() {
    IoRequest request = pend();
    echo.control(echo.open(), EchoMachine.request(new byte[] {7}, NONE), EchoDriver.FEED);
    assertThat(request.parkedCall().isDone()).isTrue();
    assertThat(request.parkedCall().status()).isZero();
    assertThat(request.information()).isEqualTo(1);
  }

  @Test
  void shouldHoldUpOtherRequests_whenOnePends() {
    final IoRequest first = pend();
    IoRequest second = EchoMachine.request(new byte[] {1}, new byte[1]);
    IoRequest third = EchoMachine.request(new byte[] {2}, new byte[1]);
    echo.control(handle, second, EchoDriver.ECHO);
    echo.control(handle, third, EchoDriver.ECHO);
    assertThat(second.parkedCall().isDone()).isFalse();
    echo.cancel(handle, first);
    assertThat(first.parkedCall().status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(second.parkedCall().status()).isZero();
    assertThat(third.parkedCall().status()).isZero();
    assertThat(echo.driver.seen.buffer()).startsWith(2);
  }

  @Test
  void shouldHoldUpClose_whenRequestPends() {
    final IoRequest request = pend();
    ParkedCall close = echo.close(handle);
    assertThat(close.isDone()).isFalse();
    assertThat(echo.driver.log).containsExactly("create");
    echo.control(echo.open(), EchoMachine.request(NONE, NONE), EchoDriver.FEED);
    assertThat(request.parkedCall().isDone()).isTrue();
    assertThat(close.isDone()).isTrue();
    assertThat(echo.driver.log).endsWith("cleanup in process 1004", "close");
  }

  @Test
  void shouldEndBlockedCallsAndClose_whenProcessDies() {
    final IoRequest first = pend();
    IoRequest waiting = EchoMachine.request(new byte[] {1}, NONE);
    echo.control(handle, waiting, EchoDriver.ECHO);
    echo.nt.terminateProcess(echo.process);
    assertThat(first.parkedCall().status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(waiting.parkedCall().status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.driver.log).endsWith("close");
    assertThat(echo.machine.openObjects()).isEmpty();
    assertThat(echo.process.quotaCharged()).isZero();
  }
}
