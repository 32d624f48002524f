package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import org.junit.jupiter.api.Test;

/** Facts 1.2 and 1.3: what NtDeviceIoControlFile does before and after the driver. */
final class BufferedControlTest {
  private static final byte[] NONE = {};

  private final EchoMachine echo = new EchoMachine();
  private final long handle = echo.open();

  @Test
  void shouldGiveDriverMaxOfBothLengthsWithDirtyTail_whenOutputIsLonger() {
    byte[] output = EchoMachine.filled(12);
    int status =
        echo.control(handle, EchoMachine.request(new byte[] {1, 2, 3}, output), EchoDriver.ECHO);
    byte poison = (byte) 0xCC;
    assertThat(status).isZero();
    assertThat(echo.driver.seen.buffer())
        .containsExactly(
            1, 2, 3, poison, poison, poison, poison, poison, poison, poison, poison, poison);
    assertThat(output).startsWith(1, 2, 3, EchoMachine.FILL);
  }

  @Test
  void shouldGiveNoBuffer_whenBothLengthsAreZero() {
    echo.control(handle, EchoMachine.request(NONE, NONE), EchoDriver.ECHO);
    assertThat(echo.driver.seen.buffer()).isNull();
    assertThatThrownBy(
            () -> echo.control(handle, EchoMachine.request(NONE, NONE), EchoDriver.TOUCH))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("0x3B");
  }

  @Test
  void shouldTellLengthZero_whenPointerIsNull() {
    IoRequest request = new IoRequest().input(UserSpan.NULL, 100).output(UserSpan.NULL, 200);
    assertThat(echo.control(handle, request, EchoDriver.ECHO)).isZero();
    assertThat(echo.driver.seen.inputLength()).isZero();
    assertThat(echo.driver.seen.outputLength()).isZero();
  }

  @Test
  void shouldRefuseWithoutCallingDriver_whenMemoryIsShorterThanTold() {
    IoRequest shortOutput = new IoRequest().output(UserSpan.of(new byte[4]), 0xFFFF_FFFFL);
    IoRequest shortInput = new IoRequest().input(UserSpan.of(new byte[4]), 5);
    assertThat(echo.control(handle, shortOutput, EchoDriver.ECHO))
        .isEqualTo(NtStatus.ACCESS_VIOLATION);
    assertThat(echo.control(handle, shortInput, EchoDriver.ECHO))
        .isEqualTo(NtStatus.ACCESS_VIOLATION);
    assertThat(echo.driver.seen).isNull();
    assertThat(echo.machine.requestsInFlight()).isZero();
  }

  @Test
  void shouldProbeOutputBeforeLookingAtHandle_whenBothAreBad() {
    IoRequest request = new IoRequest().output(UserSpan.of(new byte[4]), 5);
    assertThat(echo.control(0x1234, request, EchoDriver.ECHO)).isEqualTo(NtStatus.ACCESS_VIOLATION);
    assertThat(echo.control(0x1234, new IoRequest(), EchoDriver.ECHO))
        .isEqualTo(NtStatus.INVALID_HANDLE);
  }

  @Test
  void shouldRefuse_whenHandleIsNoFile() {
    long event = echo.as(echo.process, echo.nt::createEvent);
    assertThat(echo.control(event, new IoRequest(), EchoDriver.ECHO))
        .isEqualTo(NtStatus.OBJECT_TYPE_MISMATCH);
  }

  @Test
  void shouldReadInputBeforeWritingOutput_whenBuffersOverlap() {
    byte[] memory = {1, 2, 3, 4, 5, 6, 7, 8};
    IoRequest request =
        new IoRequest().input(UserSpan.of(memory, 0, 4), 4).output(UserSpan.of(memory, 2, 4), 4);
    echo.control(handle, request, EchoDriver.ECHO);
    assertThat(memory).containsExactly(1, 2, 1, 2, 3, 4, 7, 8);
  }

  @Test
  void shouldCheckAccessBitsOfCode_whenHandleLacksRight() {
    long readOnly =
        echo.as(
                echo.process,
                () -> echo.nt.createFile(OpenParameters.overlapped(EchoDriver.LINK, 0x8000_0000)))
            .handle();
    assertThat(echo.control(readOnly, new IoRequest(), EchoDriver.ECHO_WRITE))
        .isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(echo.driver.seen).isNull();
    assertThat(echo.control(handle, new IoRequest(), EchoDriver.ECHO_WRITE)).isZero();
  }

  @Test
  void shouldCopyByLength_whenWarning() {
    byte[] output = EchoMachine.filled(16);
    IoRequest request =
        EchoMachine.request(EchoMachine.answer(NtStatus.BUFFER_OVERFLOW, 3), output);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER))
        .isEqualTo(NtStatus.BUFFER_OVERFLOW);
    assertThat(output).startsWith(0x5A, 0x5A, 0x5A, EchoMachine.FILL);
    assertThat(request.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW);
    assertThat(request.information()).isEqualTo(3);
  }

  @Test
  void shouldWriteNothing_whenErrorIsSynchronous() {
    byte[] output = EchoMachine.filled(16);
    IoRequest request =
        EchoMachine.request(EchoMachine.answer(NtStatus.BUFFER_TOO_SMALL, 0), output);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER))
        .isEqualTo(NtStatus.BUFFER_TOO_SMALL);
    assertThat(output).containsOnly(EchoMachine.FILL);
    assertThat(request.status()).isEqualTo(NtStatus.PENDING);
    assertThat(request.finalStatus()).isEqualTo(NtStatus.BUFFER_TOO_SMALL);
    assertThat(request.inFlight()).isFalse();
  }

  @Test
  void shouldWriteStatusBlockButNoData_whenErrorComesAfterPending() {
    byte[] output = EchoMachine.filled(16);
    IoRequest request = EchoMachine.request(EchoMachine.answer(NtStatus.CANCELLED, 0), output);
    assertThat(echo.control(handle, request, EchoDriver.ANSWER_PENDED)).isEqualTo(NtStatus.PENDING);
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(output).containsOnly(EchoMachine.FILL);
  }

  @Test
  void shouldSignalEvent_whenSuccessButNotWhenSynchronousError() {
    long event = echo.as(echo.process, echo.nt::createEvent);
    var signal = echo.as(echo.process, () -> echo.nt.event(event)).event();
    IoRequest request = new IoRequest().event(event);
    echo.control(handle, request, EchoDriver.ECHO);
    assertThat(signal.signalled()).isTrue();
    request.input(UserSpan.of(EchoMachine.answer(NtStatus.NOT_FOUND, 0)), 8);
    echo.control(handle, request, EchoDriver.ANSWER);
    assertThat(signal.signalled()).as("cleared at the start, not set by the error").isFalse();
  }

  @Test
  void shouldChargeQuota_whenBufferIsLarge() {
    echo.process.setQuotaLimit(1000);
    IoRequest large = EchoMachine.request(new byte[1001], NONE);
    assertThat(echo.control(handle, large, EchoDriver.ECHO)).isEqualTo(NtStatus.QUOTA_EXCEEDED);
    IoRequest pending = EchoMachine.request(new byte[600], NONE);
    echo.control(handle, pending, EchoDriver.PEND);
    assertThat(echo.process.quotaCharged()).isEqualTo(600);
    echo.cancel(handle, null);
    assertThat(echo.process.quotaCharged()).isZero();
    assertThat(echo.machine.pool().systemBytes()).isZero();
  }

  @Test
  void shouldShowDriverTheWholeCode_whenMethodIsAnother() {
    for (int method = 1; method <= 3; method++) {
      IoRequest request = EchoMachine.request(new byte[8], EchoMachine.filled(8));
      assertThat(echo.control(handle, request, EchoDriver.ECHO | method))
          .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
      assertThat(echo.driver.seen.code()).isEqualTo(EchoDriver.ECHO | method);
    }
  }

  @Test
  void shouldLeaveLengthsAndProbesOut_whenMethodIsNeither() {
    IoRequest request =
        new IoRequest().input(UserSpan.NULL, 77).output(UserSpan.NULL, 0xFFFF_FFFFL);
    echo.control(handle, request, EchoDriver.ECHO | 3);
    assertThat(echo.driver.seen.inputLength()).isEqualTo(77);
    assertThat(echo.driver.seen.outputLength()).isEqualTo(0xFFFF_FFFFL);
    assertThatThrownBy(() -> echo.control(handle, new IoRequest(), EchoDriver.TOUCH | 3))
        .isInstanceOf(NotModelledException.class)
        .hasMessageContaining("METHOD_NEITHER");
  }

  @Test
  void shouldRefuseUnreadableMemory_whenMethodIsDirect() {
    IoRequest request = new IoRequest().output(UserSpan.of(new byte[4]), 5);
    assertThat(echo.control(handle, request, EchoDriver.ECHO | 2))
        .isEqualTo(NtStatus.ACCESS_VIOLATION);
  }

  @Test
  void shouldServeProcessOfDuplicate_whenItMayNotOpenItself() {
    Process user = echo.machine.startProcess("\\user.exe", Token.ordinaryUser());
    long copy = echo.as(echo.process, () -> echo.nt.duplicateObject(handle, user));
    assertThat(
            echo.as(
                user, () -> echo.nt.deviceIoControlFile(copy, new IoRequest(), EchoDriver.ECHO)))
        .isZero();
    assertThat(echo.driver.seen.mode()).isEqualTo(Irp.USER_MODE);
  }

  @Test
  void shouldRefuse_whenMemoryIsShort() {
    var plan = new dev.auroraedr.km.emulator.ke.FaultPlan().fail("ExAllocatePoolWithQuota", 1);
    echo.machine.kernel().calls().observe(plan.fail("IoAllocateIrp", 2));
    IoRequest request = EchoMachine.request(new byte[8], NONE);
    assertThat(echo.control(handle, request, EchoDriver.ECHO))
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(echo.control(handle, request, EchoDriver.ECHO))
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(echo.control(handle, request, EchoDriver.ECHO)).isZero();
    assertThat(echo.machine.requestsInFlight()).isZero();
  }

  @Test
  void shouldAllocateBeforeReadingInput_whenBothMustFail() {
    IoRequest huge = new IoRequest().input(UserSpan.of(new byte[4]), 0xFFFF_FFFFL);
    assertThat(echo.control(handle, huge, EchoDriver.ECHO))
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    echo.process.setQuotaLimit(4);
    IoRequest unreadable = new IoRequest().input(UserSpan.of(new byte[4]), 5);
    assertThat(echo.control(handle, unreadable, EchoDriver.ECHO))
        .isEqualTo(NtStatus.QUOTA_EXCEEDED);
    echo.process.setQuotaLimit(64);
    assertThat(echo.control(handle, unreadable, EchoDriver.ECHO))
        .isEqualTo(NtStatus.ACCESS_VIOLATION);
    assertThat(echo.process.quotaCharged()).isZero();
    assertThat(echo.machine.pool().systemBytes()).isZero();
  }
}
