package dev.auroraedr.km.emulator.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.DevicePortProvider;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.machines.AuroraMachines;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scheme {@code emulator:}, used as a client uses it. */
final class EmulatorPortTest {
  private final EmulatedMachine machine = new AuroraMachines().boot("win11-24h2");
  private final DevicePortProvider provider =
      ServiceLoader.load(DevicePortProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(found -> found.scheme().equals("emulator"))
          .findFirst()
          .orElseThrow();
  private final DevicePort port = provider.connect(DeviceName.parse(machine.deviceName()));

  @AfterEach
  void closeAll() {
    port.close();
    assertThat(machine.openObjects()).isEmpty();
    assertThat(machine.findings()).isEmpty();
    machine.close();
  }

  /** START with a zero token and defaults. */
  private static ByteBuffer start() {
    return ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 1);
  }

  @Test
  void shouldAnswer_whenHeapAndDirectBuffersAreUsed() throws PortException {
    DeviceHandle handle = port.open();
    for (ByteBuffer output :
        new ByteBuffer[] {ByteBuffer.allocate(40), ByteBuffer.allocateDirect(40)}) {
      output.position(4);
      ControlResult result = handle.control(ControlCode.START_EVENT_STREAM, start(), output);
      assertThat(result.win32Error()).isZero();
      assertThat(result.bytesReturned()).isEqualTo(32);
      assertThat(output.position()).isEqualTo(36);
      assertThat(output.get(4)).isEqualTo((byte) 1);
    }
    handle.close();
    handle.close();
    ControlResult closed =
        handle.control(ControlCode.START_EVENT_STREAM, start(), ByteBuffer.allocate(40));
    assertThat(closed.win32Error()).isEqualTo(6);
  }

  @Test
  void shouldTellBothErrors_whenRequestIsRefused() throws PortException {
    ControlResult result =
        port.open().control(0x80002201, ByteBuffer.allocate(0), ByteBuffer.allocate(8));
    assertThat(result.ntStatus()).hasValue(NtStatus.INVALID_DEVICE_REQUEST);
    assertThat(result.win32Error()).isEqualTo(1);
    assertThat(result.bytesReturned()).isZero();
  }

  @Test
  void shouldGiveOnePacketForEachAcceptedRequest_whenBound() throws PortException {
    DeviceHandle handle = port.open();
    CompletionPort completion = port.createCompletionPort();
    handle.bind(completion, 42);
    assertThatThrownBy(() -> handle.bind(completion, 43))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("87");
    ByteBuffer opened = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    handle.control(ControlCode.START_EVENT_STREAM, start(), opened);
    OverlappedRequest receive = handle.newRequest(32, 4096);
    receive.input().put(0, start().array());
    receive.input().put(8, opened.array(), 8, 16);
    assertThat(handle.submit(receive, ControlCode.START_EVENT_STREAM, 32, 4095)).isEqualTo(122);
    assertThat(handle.submit(receive, ControlCode.START_EVENT_STREAM, 32, 4096)).isZero();
    assertThatThrownBy(() -> handle.submit(receive, ControlCode.START_EVENT_STREAM, 32, 4096))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(receive::close).isInstanceOf(IllegalStateException.class);
    OverlappedRequest[] taken = new OverlappedRequest[4];
    assertThat(completion.dequeue(taken, 0)).isZero();
    assertThat(handle.cancel(receive)).isTrue();
    assertThat(handle.cancel(receive)).isFalse();
    assertThat(completion.dequeue(taken, CompletionPort.FOREVER)).isEqualTo(1);
    assertThat(taken[0]).isSameAs(receive);
    assertThat(receive.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(receive.information()).isZero();
    assertThat(receive.key()).isEqualTo(42);
    completion.wake();
    assertThat(completion.dequeue(taken, CompletionPort.FOREVER)).isEqualTo(1);
    assertThat(taken[0]).isNull();
    completion.close();
    assertThat(completion.dequeue(taken, CompletionPort.FOREVER)).isZero();
  }

  @Test
  void shouldAllocateNothing_whenRequestsAreUsedAgain() throws PortException {
    DeviceHandle handle = port.open();
    CompletionPort completion = port.createCompletionPort();
    handle.bind(completion, 1);
    OverlappedRequest query = handle.newRequest(0, 24);
    OverlappedRequest[] taken = new OverlappedRequest[1];
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    roundTrips(handle, completion, query, taken);
    long before = threads.getCurrentThreadAllocatedBytes();
    roundTrips(handle, completion, query, taken);
    long after = threads.getCurrentThreadAllocatedBytes();
    assertThat((after - before) / 20_000).as("bytes a round trip").isLessThan(200);
  }

  private static void roundTrips(
      DeviceHandle handle,
      CompletionPort completion,
      OverlappedRequest query,
      OverlappedRequest[] taken) {
    for (int i = 0; i < 20_000; i++) {
      assertThatAccepted(handle.submit(query, ControlCode.QUERY_MINIFILTER_STATUS, 0, 24));
      completion.dequeue(taken, 0);
    }
  }

  private static void assertThatAccepted(int error) {
    if (error != 0) {
      throw new AssertionError("error " + error);
    }
  }

  @Test
  void shouldNameWhatItKnows_whenDeviceNameIsWrong() {
    assertThatThrownBy(() -> provider.connect(DeviceName.parse("emulator:win95")))
        .hasMessageContaining("win11-24h2")
        .hasMessageContaining("demo");
    assertThatThrownBy(() -> provider.connect(DeviceName.parse("emulator:#x")))
        .hasMessageContaining("#NUMBER");
    EmulatedMachine gone = EmulatedMachine.boot(MachineOptions.deterministic(1));
    String name = gone.deviceName();
    gone.close();
    assertThatThrownBy(() -> provider.connect(DeviceName.parse(name)))
        .hasMessageContaining("does not run in this JVM");
  }

  @Test
  void shouldShowActivity_whenMachineIsTheDemo() throws PortException {
    try (DevicePort demo = provider.connect(DeviceName.parse("emulator:demo"))) {
      DeviceHandle handle = demo.open();
      CompletionPort completion = demo.createCompletionPort();
      handle.bind(completion, 1);
      ByteBuffer opened = ByteBuffer.allocate(32);
      handle.control(ControlCode.START_EVENT_STREAM, start(), opened);
      OverlappedRequest receive = handle.newRequest(32, 65536);
      receive.input().put(0, start().array());
      receive.input().put(8, opened.array(), 8, 16);
      handle.submit(receive, ControlCode.START_EVENT_STREAM, 32, 65536);
      OverlappedRequest[] taken = new OverlappedRequest[1];
      assertThat(completion.dequeue(taken, 20_000_000_000L)).isEqualTo(1);
      assertThat(receive.information()).isGreaterThanOrEqualTo(32 + 56);
    }
  }

  @Test
  void shouldNameTheCall_whenPortIsClosed() {
    port.close();
    assertThatThrownBy(port::createCompletionPort)
        .isInstanceOf(PortException.class)
        .hasMessageContaining("CreateIoCompletionPort");
    assertThatThrownBy(port::open).isInstanceOf(PortException.class);
  }
}
