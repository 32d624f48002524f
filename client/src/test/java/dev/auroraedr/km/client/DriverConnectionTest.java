package dev.auroraedr.km.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.BatchBytes;
import dev.auroraedr.km.client.codec.CallbackHealth;
import dev.auroraedr.km.client.codec.FilterStatus;
import dev.auroraedr.km.client.fake.FakeDriver;
import dev.auroraedr.km.fixtures.StatusTable;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DriverConnectionTest {
  private final FakeDriver driver = new FakeDriver();

  @Test
  void shouldDecodeReports_whenQueried() throws Exception {
    driver.answer(
        ControlCode.QUERY_CALLBACK_HEALTH, hex("0300000001000000010000000100000001000000"));
    driver.answer(
        ControlCode.QUERY_MINIFILTER_STATUS,
        hex("02000000E8DF0500020000000000000001000000" + "00000000"));
    try (DriverConnection connection = DriverConnection.open(driver)) {
      assertThat(connection.queryCallbackHealth().isHealthy()).isTrue();
      assertThat(connection.queryCallbackHealth().objectCallbackHealth())
          .isEqualTo(CallbackHealth.REGISTERED);
      assertThat(connection.queryMinifilterStatus().filterStatus())
          .isEqualTo(FilterStatus.FILTERING);
    }
    assertThat(driver.handle(0).isClosed()).isTrue();
    assertThat(driver.isClosed()).as("the caller's port stays open").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "ACCESS_DENIED, DriverAccessDeniedException, run as an administrator",
    "OBJECT_NAME_NOT_FOUND, DriverNotFoundException, load the driver",
    "DELETE_PENDING, DriverGoneException, open a new connection",
    "NO_SUCH_DEVICE, DriverGoneException, open a new connection",
    "INSUFFICIENT_RESOURCES, ResourcesExhaustedException, ask for a smaller queue"
  })
  void cli1_failedOpen_isTypedAndTold(String status, String type, String advice) {
    int value = StatusTable.status(status);
    driver.failOpen(StatusTable.toWin32(value), OptionalInt.of(value));
    DriverException thrown =
        catchThrowableOfType(DriverException.class, () -> DriverConnection.open(driver));
    assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
    assertThat(thrown)
        .hasMessageContaining("CreateFileW(device) failed: STATUS_" + status)
        .hasMessageContaining(advice);
    assertThat(thrown.ntStatus()).hasValue(value);
  }

  @ParameterizedTest
  @CsvSource({
    "5, DriverAccessDeniedException",
    "2, DriverNotFoundException",
    "3, DriverNotFoundException",
    "123, DriverNotFoundException",
    "433, DriverGoneException",
    "31, DriverCallException"
  })
  void cli1_failedOpenOnWin32_isTyped(int error, String type) {
    driver.failOpen(error, OptionalInt.empty());
    assertThatThrownBy(() -> DriverConnection.open(driver))
        .extracting(thrown -> thrown.getClass().getSimpleName())
        .isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource({
    "INFO_LENGTH_MISMATCH, RequestRejectedException",
    "BUFFER_TOO_SMALL, RequestRejectedException",
    "INVALID_PARAMETER, RequestRejectedException",
    "INVALID_DEVICE_REQUEST, RequestRejectedException",
    "REVISION_MISMATCH, RevisionMismatchException",
    "NOT_FOUND, StreamNotFoundException",
    "INSUFFICIENT_RESOURCES, ResourcesExhaustedException",
    "CANCELLED, StreamCancelledException",
    "DELETE_PENDING, DriverGoneException",
    "FILE_CLOSED, DriverGoneException",
    "UNSUCCESSFUL, DriverCallException"
  })
  void cli1_failedQuery_isTypedWithAndWithoutStatus(String status, String type) throws Exception {
    int value = StatusTable.status(status);
    try (DriverConnection connection = DriverConnection.open(driver)) {
      for (OptionalInt known : new OptionalInt[] {OptionalInt.of(value), OptionalInt.empty()}) {
        driver.fail(ControlCode.QUERY_CALLBACK_HEALTH, StatusTable.toWin32(value), known);
        DriverException thrown =
            catchThrowableOfType(DriverException.class, connection::queryCallbackHealth);
        assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
        assertThat(thrown.win32Error()).isEqualTo(StatusTable.toWin32(value));
        assertThat(thrown.ntStatus()).isEqualTo(known);
        assertThat(thrown.call()).isEqualTo("QUERY_CALLBACK_HEALTH(device)");
      }
    }
  }

  @Test
  void cli1_message_namesCallStatusCauseAndAdvice() throws Exception {
    driver.fail(ControlCode.START_EVENT_STREAM, 1306, OptionalInt.of(NtStatus.REVISION_MISMATCH));
    try (DriverConnection connection = DriverConnection.open(driver)) {
      assertThatThrownBy(
              () -> connection.startEventStream(StreamOptions.defaults().withQueueBytes(16_384)))
          .hasMessage(
              "START_EVENT_STREAM[eventMask=0x0, queueBytes=16384](device) failed:"
                  + " STATUS_REVISION_MISMATCH (0xC0000059) / Win32 error 1306"
                  + " (ERROR_REVISION_MISMATCH): driver and client speak different versions of the"
                  + " protocol; install driver and client of the same release");
    }
    assertThat(driver.handle(1).isClosed()).as("the stream's handle is closed again").isTrue();
  }

  @Test
  void cli1_malformedAnswer_namesStructAndOffset() throws Exception {
    driver.answer(
        ControlCode.QUERY_CALLBACK_HEALTH, hex("0300000007000000010000000100000001000000"));
    try (DriverConnection connection = DriverConnection.open(driver)) {
      MalformedAnswerException thrown =
          catchThrowableOfType(MalformedAnswerException.class, connection::queryCallbackHealth);
      assertThat(thrown.violation().offset()).isEqualTo(4);
      assertThat(thrown).hasMessageContaining("process_notify_health=7");
    }
  }

  @Test
  void cli3_stream_hasHandleOfItsOwnBoundWithKeyOfItsToken() throws Exception {
    try (DriverConnection connection = DriverConnection.open(driver);
        EventStream stream = connection.startEventStream(StreamOptions.defaults())) {
      assertThat(driver.handle(0).port()).isNull();
      assertThat(driver.handle(1).key()).isEqualTo(BatchBytes.TOKEN.low());
      assertThat(stream.token()).isEqualTo(BatchBytes.TOKEN);
      assertThat(stream.queueBytes()).isEqualTo(262_144);
      assertThat(stream.openedAt()).isEqualTo(77);
    }
  }

  @Test
  void shouldCloseStreams_whenConnectionIsClosed() throws Exception {
    DriverConnection connection = DriverConnection.open(driver);
    EventStream stream = connection.startEventStream(StreamOptions.defaults());
    connection.close();
    connection.close();
    assertThat(stream.isOpen()).isFalse();
    assertThat(driver.handle(1).isClosed()).isTrue();
    assertThat(driver.handle(1).hasFreedAllRequests()).isTrue();
  }

  @Test
  void shouldRefuseStream_whenConnectionIsClosed() throws Exception {
    DriverConnection connection = DriverConnection.open(driver);
    connection.close();
    assertThatThrownBy(() -> connection.startEventStream(StreamOptions.defaults()))
        .isInstanceOf(StreamClosedException.class)
        .hasMessageContaining("the connection is closed");
    assertThat(driver.handle(1).isClosed()).isTrue();
    assertThat(driver.handle(1).hasFreedAllRequests()).isTrue();
  }

  @Test
  void shouldCloseEverything_whenAStreamCanNotBeClosed() throws Exception {
    DriverConnection connection = DriverConnection.open(driver);
    EventStream broken = connection.startEventStream(StreamOptions.defaults());
    EventStream sound = connection.startEventStream(StreamOptions.defaults());
    broken.poll(Duration.ZERO, batch -> {});
    driver.ignoreCancel(true);
    assertThatThrownBy(() -> connection.close(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("buffers stay reserved");
    assertThat(sound.isOpen()).isFalse();
    assertThat(driver.handle(0).isClosed()).isTrue();
    assertThat(driver.handle(2).hasFreedAllRequests()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {49, 4096, -1})
  void shouldRefuseAnswer_whenItIsLongerThanItsBuffer(int length) throws Exception {
    driver.claim(ControlCode.QUERY_MINIFILTER_STATUS, length);
    try (DriverConnection connection = DriverConnection.open(driver)) {
      assertThatThrownBy(connection::queryMinifilterStatus)
          .isInstanceOf(MalformedAnswerException.class)
          .hasMessageContaining("Information=" + Integer.toUnsignedString(length));
    }
  }

  @Test
  void shouldListKnownSchemes_whenSchemeIsUnknown() {
    assertThatThrownBy(() -> DriverConnection.open("nowhere:x"))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageStartingWith("open(nowhere:x) failed: no provider for the scheme 'nowhere'")
        .hasMessageContaining("known here:");
    assertThatThrownBy(() -> DriverConnection.open("noscheme"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scheme:rest");
  }

  @ParameterizedTest
  @CsvSource({"0, 4096", "65, 4096", "4, 4095", "4, 65537"})
  void shouldRefuseOptions_whenOutOfRange(int receives, int receiveBytes) {
    assertThatThrownBy(
            () -> StreamOptions.defaults().withReceives(receives).withReceiveBytes(receiveBytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be");
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
