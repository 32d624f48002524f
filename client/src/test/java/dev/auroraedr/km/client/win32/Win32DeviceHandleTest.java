package dev.auroraedr.km.client.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.client.win32.Kernel32Calls.Outcome;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which a submitted request can end, and the life of its memory. */
class Win32DeviceHandleTest {
  private static final Pointer FILE = Pointer.createConstant(0x44);
  private static final Pointer PORT = Pointer.createConstant(0x48);
  private static final int CODE = 0x80002208;
  private static final long KEY = 0x123456789ABCDEFL;

  private final Kernel32Calls calls = mock();
  private final InFlight inFlight = new InFlight();
  private final List<RequestMemory> posted = new ArrayList<>();
  private Win32DeviceHandle handle;
  private Win32CompletionPort port;
  private OverlappedRequest request;

  @BeforeEach
  void openAndBind() throws Exception {
    when(calls.createFile(any(), anyInt(), anyInt(), anyInt())).thenReturn(new Outcome(FILE, 0));
    when(calls.createIoCompletionPort(any(), any(), anyLong())).thenReturn(new Outcome(PORT, 0));
    when(calls.getQueuedCompletionStatusEx(any(), any(), anyInt()))
        .thenAnswer(call -> deliver(call.getArgument(1)));
    Win32System system = new Win32System(calls, NativeLayout.ofThisProcess(), inFlight);
    Win32DevicePort device = new Win32DevicePort(system, "\\\\.\\AuroraEDRKM");
    handle = (Win32DeviceHandle) device.open();
    port = (Win32CompletionPort) device.createCompletionPort();
    handle.bind(port, KEY);
    request = handle.newRequest(32, 4096);
  }

  @Test
  void shouldOpenOverlappedAndShared() {
    verify(calls).createFile("\\\\.\\AuroraEDRKM", 0xC0000000, 3, 0x40000000);
    verify(calls).createIoCompletionPort(null, null, 0);
    verify(calls).createIoCompletionPort(FILE, PORT, KEY);
  }

  @Test
  void shouldPostNoPacket_whenRequestFailsAtOnce() {
    control(1168, NativeLayout.PENDING, 0, false);

    assertThat(submit()).isEqualTo(1168);

    assertThat(inFlight.count()).isZero();
    request.input().putInt(0, 1);
    assertThat(submit()).as("it is ours again at once").isEqualTo(1168);
    request.close();
  }

  @Test
  void shouldExpectPacket_whenRequestSucceedsAtOnce() {
    control(0, NtStatus.SUCCESS, 88, true);

    assertThat(submit()).isZero();

    assertInFlight();
    assertDequeuedWith(NtStatus.SUCCESS, 88);
  }

  @Test
  void shouldExpectPacket_whenRequestWarnsAtOnce() {
    control(234, NtStatus.BUFFER_OVERFLOW, 3, true);

    assertThat(submit()).as("ERROR_MORE_DATA is a warning: a packet follows").isZero();

    assertInFlight();
    assertDequeuedWith(NtStatus.BUFFER_OVERFLOW, 3);
  }

  @Test
  void shouldExpectPacket_whenRequestPends() {
    control(997, NativeLayout.PENDING, 0, false);
    assertThat(submit()).isZero();
    assertInFlight();

    end(NtStatus.CANCELLED, 0);
    assertDequeuedWith(NtStatus.CANCELLED, 0);
    request.close();
    assertThatThrownBy(request::output).hasMessageContaining("FREED");
  }

  @Test
  void shouldCountAsAccepted_whenPacketOfWarningWasDequeuedBeforeTheCallReturned() {
    when(calls.deviceIoControl(any(), anyInt(), any()))
        .thenAnswer(
            call -> {
              RequestMemory memory = call.getArgument(2);
              write(memory, NtStatus.BUFFER_OVERFLOW, 1);
              posted.add(memory);
              assertThat(port.dequeue(new OverlappedRequest[1], 0)).isEqualTo(1);
              return 234;
            });
    assertThat(submit()).isZero();
    assertThat(inFlight.count()).isZero();
    assertThat(request.status()).isEqualTo(NtStatus.BUFFER_OVERFLOW);
  }

  @Test
  void shouldKeepMemory_whenCancelledAndClosedBeforePacketComes() {
    control(997, NativeLayout.PENDING, 0, false);
    submit();
    when(calls.cancelIoEx(any(), any())).thenReturn(0, 1168);

    assertThat(handle.cancel(request)).isTrue();
    assertThat(handle.cancelAll()).isFalse();
    handle.close();
    handle.close();

    verify(calls).cancelIoEx(eq(FILE), isNull());
    verify(calls, times(1)).closeHandle(FILE);
    assertInFlight();
    end(NtStatus.CANCELLED, 0);
    assertDequeuedWith(NtStatus.CANCELLED, 0);
    request.close();
    request.close();
  }

  @Test
  void shouldAnswerInvalidHandle_whenHandleIsClosed() {
    handle.close();
    assertThat(submit()).isEqualTo(6);
    assertThat(handle.cancelAll()).isFalse();
    assertThat(handle.cancel(request)).isFalse();
    assertThat(handle.control(CODE, request.input(), request.output()).win32Error()).isEqualTo(6);
    assertThat(catchThrowableOfType(PortException.class, () -> handle.bind(port, 1)).win32Error())
        .isEqualTo(6);
    verify(calls, never()).deviceIoControl(any(), anyInt(), any());
    verify(calls, never()).cancelIoEx(any(), any());
  }

  @Test
  void shouldCloseHandleOnlyAfterTheLastCall_whenClosedMeanwhile() {
    when(calls.deviceIoControl(any(), anyInt(), any()))
        .thenAnswer(
            call -> {
              handle.close();
              verify(calls, never()).closeHandle(FILE);
              return 6;
            });
    assertThat(submit()).isEqualTo(6);
    verify(calls).closeHandle(FILE);
  }

  @Test
  void shouldPassSecondBindingsError() {
    when(calls.createIoCompletionPort(FILE, PORT, KEY)).thenReturn(new Outcome(null, 87));
    PortException thrown = catchThrowableOfType(PortException.class, () -> handle.bind(port, KEY));
    assertThat(thrown.win32Error()).isEqualTo(87);
    assertThat(thrown.call()).isEqualTo("CreateIoCompletionPort(bind)");
  }

  @Test
  void shouldRefuseMisuse() throws Exception {
    control(997, NativeLayout.PENDING, 0, false);
    assertThatThrownBy(() -> handle.submit(request, CODE, 33, 0)).hasMessageContaining("exceed");
    submit();
    assertThatThrownBy(this::submit).hasMessageContaining("IN_FLIGHT");
    Win32System system = new Win32System(calls, NativeLayout.ofThisProcess(), inFlight);
    Win32DeviceHandle other = new Win32DeviceHandle(system, FILE);
    assertThatThrownBy(() -> other.submit(request, CODE, 0, 0)).hasMessageContaining("not made by");
    assertThatThrownBy(() -> other.submit(other.newRequest(0, 0), CODE, 0, 0))
        .hasMessageContaining("bind the handle");
  }

  @Test
  void shouldGiveBuffersOfItsMemory() {
    assertThat(request.input().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(request.output().capacity()).isEqualTo(4096);
    request.input().putInt(0, 0x01020304);
    when(calls.deviceIoControl(any(), anyInt(), any()))
        .thenAnswer(
            call -> {
              RequestMemory memory = call.getArgument(2);
              assertThat(memory.input().getInt(0)).isEqualTo(0x01020304);
              assertThat(memory.inputLength()).isEqualTo(32);
              assertThat(memory.outputLength()).isEqualTo(100);
              memory.output().setInt(0, 77);
              return 997;
            });
    handle.submit(request, CODE, 32, 100);
    end(0, 4);
    port.dequeue(new OverlappedRequest[1], 0);
    assertThat(request.output().getInt(0)).isEqualTo(77);
  }

  @Test
  void shouldPassNull_whenCapacityIsZero() {
    RequestMemory memory = new RequestMemory(NativeLayout.ofThisProcess(), 0, 0);
    assertThat(memory.input()).isNull();
    assertThat(memory.output()).isNull();
    assertThat(memory.inputBytes().capacity()).isZero();
  }

  private int submit() {
    return handle.submit(request, CODE, 32, 4096);
  }

  /** Scripts DeviceIoControl; what it leaves in the OVERLAPPED and whether it posts a packet. */
  private void control(int error, int status, int information, boolean posts) {
    when(calls.deviceIoControl(eq(FILE), eq(CODE), any()))
        .thenAnswer(
            call -> {
              RequestMemory memory = call.getArgument(2);
              assertThat(memory.status()).isEqualTo(NativeLayout.PENDING);
              write(memory, status, information);
              if (posts) {
                posted.add(memory);
              }
              return error;
            });
  }

  private void end(int status, int information) {
    RequestMemory memory = ((Win32Request) request).memory();
    write(memory, status, information);
    posted.add(memory);
  }

  static void write(RequestMemory memory, int status, int information) {
    memory.overlapped().setInt(0, status);
    memory.overlapped().setInt(NativeLayout.ofThisProcess().internalHighOffset(), information);
  }

  private int deliver(PacketBlock block) {
    NativeLayout layout = NativeLayout.ofThisProcess();
    int count = Math.min(posted.size(), block.wanted());
    for (int i = 0; i < count; i++) {
      long entry = (long) i * layout.entrySize();
      layout.writeAddress(
          block.entries(), entry + layout.entryOverlappedOffset(), posted.remove(0).address());
    }
    block.removed().setInt(0, count);
    return count == 0 ? 258 : 0;
  }

  private void assertInFlight() {
    assertThat(inFlight.count()).isEqualTo(1);
    assertThatThrownBy(request::output).hasMessageContaining("IN_FLIGHT");
    assertThatThrownBy(request::status).hasMessageContaining("IN_FLIGHT");
    assertThatThrownBy(request::close).hasMessageContaining("dequeue its packet");
  }

  private void assertDequeuedWith(int status, int information) {
    OverlappedRequest[] into = new OverlappedRequest[4];
    assertThat(port.dequeue(into, 0)).isEqualTo(1);
    assertThat(into[0]).isSameAs(request);
    assertThat(request.status()).isEqualTo(status);
    assertThat(request.information()).isEqualTo(information);
    assertThat(request.key()).isEqualTo(KEY);
    assertThat(inFlight.count()).isZero();
    assertThat(port.dequeue(into, 0)).isZero();
  }
}
