package dev.auroraedr.km.client.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.win32.Kernel32Calls.Outcome;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SynchronousControlTest {
  private static final Pointer FILE = Pointer.createConstant(0x44);
  private static final Pointer EVENT = Pointer.createConstant(0x50);

  private final Kernel32Calls calls = mock();
  private final InFlight inFlight = new InFlight();
  private final ByteBuffer input = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1);
  private final ByteBuffer output = ByteBuffer.allocate(8).position(2);

  @BeforeEach
  void makeEvents() {
    when(calls.createEvent()).thenReturn(new Outcome(EVENT, 0));
  }

  @Test
  void shouldGiveAnswer_whenRequestSucceedsAtOnce() {
    control(0, NtStatus.SUCCESS, 3);
    assertThat(perform()).isEqualTo(new ControlResult(0, OptionalInt.of(0), 3));
    assertThat(output.position()).isEqualTo(5);
    assertThat(output.array()).containsExactly(0, 0, 'a', 'b', 'c', 0, 0, 0);
    assertThat(input.position()).isEqualTo(1);
    verify(calls).closeHandle(EVENT);
    verify(calls, never()).waitForSingleObject(any());
  }

  @Test
  void shouldNotKnowStatus_whenRequestFailsAtOnce() {
    control(1306, NativeLayout.PENDING, 0);
    assertThat(perform()).isEqualTo(new ControlResult(1306, OptionalInt.empty(), 0));
    assertThat(output.position()).isEqualTo(2);
    verify(calls, never()).waitForSingleObject(any());
    verify(calls).closeHandle(EVENT);
  }

  @Test
  void shouldGiveAnswerAndError_whenRequestWarns() {
    control(234, NtStatus.BUFFER_OVERFLOW, 2);
    assertThat(perform())
        .isEqualTo(new ControlResult(234, OptionalInt.of(NtStatus.BUFFER_OVERFLOW), 2));
    assertThat(output.position()).isEqualTo(4);
  }

  @Test
  void shouldWaitForEvent_whenRequestPends() {
    control(997, NativeLayout.PENDING, 0);
    endsWhileWaiting(NtStatus.SUCCESS, 1);
    assertThat(perform()).isEqualTo(new ControlResult(0, OptionalInt.of(0), 1));
    verify(calls).waitForSingleObject(EVENT);
    verify(calls).closeHandle(EVENT);
  }

  @Test
  void shouldMapStatus_whenPendedRequestFails() {
    control(997, NativeLayout.PENDING, 0);
    endsWhileWaiting(NtStatus.NOT_FOUND, 5);
    assertThat(perform()).isEqualTo(new ControlResult(1168, OptionalInt.of(NtStatus.NOT_FOUND), 0));
    assertThat(output.position()).isEqualTo(2);
  }

  @Test
  void shouldKeepMemoryForGood_whenWaitFails() {
    control(997, NativeLayout.PENDING, 0);
    when(calls.waitForSingleObject(any())).thenReturn(6);
    assertThat(perform()).isEqualTo(new ControlResult(6, OptionalInt.empty(), 0));
    assertThat(inFlight.pinnedCount()).isEqualTo(1);
    verify(calls, never()).closeHandle(any());
  }

  @Test
  void shouldGiveError_whenNoEventCanBeMade() {
    when(calls.createEvent()).thenReturn(new Outcome(null, 1450));
    assertThat(perform()).isEqualTo(new ControlResult(1450, OptionalInt.empty(), 0));
    verify(calls, never()).deviceIoControl(any(), anyInt(), any());
  }

  private RequestMemory used;

  private ControlResult perform() {
    NativeLayout layout = NativeLayout.ofThisProcess();
    return new SynchronousControl(calls, layout, inFlight).perform(FILE, 0x80002200, input, output);
  }

  /** Checks what is passed, among it the event's low bit, which keeps the packet away. */
  private void control(int error, int status, int information) {
    when(calls.deviceIoControl(any(), anyInt(), any()))
        .thenAnswer(
            call -> {
              NativeLayout layout = NativeLayout.ofThisProcess();
              used = call.getArgument(2);
              assertThat(layout.readAddress(used.overlapped(), layout.eventOffset()))
                  .isEqualTo(0x51);
              assertThat(used.input().getByteArray(0, 3)).containsExactly(1, 2, 3);
              assertThat(used.inputLength()).isEqualTo(3);
              assertThat(used.outputLength()).isEqualTo(6);
              used.output().setString(0, "abcde");
              Win32DeviceHandleTest.write(used, status, information);
              return error;
            });
  }

  private void endsWhileWaiting(int status, int information) {
    when(calls.waitForSingleObject(any()))
        .thenAnswer(
            call -> {
              Win32DeviceHandleTest.write(used, status, information);
              return 0;
            });
  }
}
