package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import dev.auroraedr.km.emulator.io.KernelIo.KernelTarget;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import org.junit.jupiter.api.Test;

/** Facts 2.5 to 2.7: cleanup, close, process death, unload; and kernel-mode callers. */
final class FileLifecycleTest {
  private static final byte[] NONE = {};

  private final EchoMachine echo = new EchoMachine();

  @Test
  void shouldSendCleanupThenClose_whenOnlyHandleIsClosed() {
    long handle = echo.open();
    assertThat(echo.close(handle).status()).isZero();
    assertThat(echo.driver.log).containsExactly("create", "cleanup in process 1004", "close");
    assertThat(echo.close(handle).status()).isEqualTo(NtStatus.INVALID_HANDLE);
  }

  @Test
  void shouldCleanUpInProcessOfLastHandle_whenDuplicateOutlivesOpener() {
    long handle = echo.open();
    Process other = echo.machine.startProcess("\\other.exe", Token.ordinaryUser());
    long copy = echo.as(echo.process, () -> echo.nt.duplicateObject(handle, other));
    echo.close(handle);
    assertThat(echo.driver.log).containsExactly("create");
    echo.as(other, () -> echo.nt.close(copy));
    assertThat(echo.driver.log).endsWith("cleanup in process " + other.processId(), "close");
  }

  @Test
  void shouldKeepSession_whenChildInheritsHandle() {
    long handle =
        echo.as(
                echo.process,
                () ->
                    echo.nt.createFile(
                        new OpenParameters(
                            EchoDriver.LINK, 0, EchoMachine.ACCESS, OpenParameters.INHERIT)))
            .handle();
    final long notInherited = echo.open();
    Process child =
        echo.machine
            .ps()
            .createProcess(
                new ProcessSpec("\\child.exe", Token.ordinaryUser(), false, echo.process));
    echo.machine.objects().inherit(echo.process, child);
    echo.nt.terminateProcess(echo.process);
    assertThat(
            echo.as(
                child, () -> echo.nt.deviceIoControlFile(handle, new IoRequest(), EchoDriver.ECHO)))
        .isZero();
    assertThat(
            echo.as(
                child,
                () -> echo.nt.deviceIoControlFile(notInherited, new IoRequest(), EchoDriver.ECHO)))
        .isEqualTo(NtStatus.INVALID_HANDLE);
    assertThat(echo.machine.openObjects()).hasSize(1);
  }

  @Test
  void shouldCancelThenCleanUp_whenProcessDies() {
    long handle = echo.open();
    IoRequest request = EchoMachine.request(NONE, NONE);
    echo.control(handle, request, EchoDriver.PEND);
    echo.nt.terminateProcess(echo.process);
    assertThat(request.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.driver.log).endsWith("cleanup in process 1004", "close");
    assertThat(echo.machine.requestsInFlight()).isZero();
  }

  @Test
  void shouldSendNeitherCleanupNorClose_whenCreateFails() {
    OpenResult result =
        echo.as(
            echo.process,
            () ->
                echo.nt.createFile(
                    OpenParameters.overlapped(EchoDriver.LINK + "\\refused", EchoMachine.ACCESS)));
    assertThat(result.status()).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(echo.driver.log).containsExactly("create \\refused");
    assertThat(echo.machine.openObjects()).isEmpty();
    assertThat(echo.machine.unloadDriver(echo.driverObject)).isZero();
    assertThat(echo.driver.log).endsWith("unload");
  }

  @Test
  void shouldDeferClose_whenKernelComponentHoldsReference() {
    long handle = echo.open();
    KernelIo kernel = echo.machine.kernelIo();
    FileObject file = kernel.referenceFile(echo.process, handle);
    echo.close(handle);
    assertThat(echo.driver.log).endsWith("cleanup in process 1004");
    assertThat(file.cleanupComplete()).isTrue();
    IoRequest request = EchoMachine.request(new byte[] {5}, new byte[1]);
    assertThat(kernel.deviceControl(KernelTarget.of(file), request, EchoDriver.ECHO)).isZero();
    assertThat(echo.driver.seen.mode()).isEqualTo(Irp.KERNEL_MODE);
    file.dereference();
    assertThat(echo.driver.log).endsWith("close");
  }

  @Test
  void shouldServeKernelCaller_whenThereIsNoFileObject() {
    KernelIo kernel = echo.machine.kernelIo();
    KernelTarget target = new KernelTarget(kernel.device(EchoDriver.DEVICE), null);
    byte[] output = new byte[2];
    IoRequest request = EchoMachine.request(new byte[] {5, 6}, output);
    assertThat(kernel.deviceControl(target, request, EchoDriver.ECHO)).isZero();
    assertThat(output).containsExactly(5, 6);
    IoRequest pending = EchoMachine.request(NONE, NONE);
    assertThat(kernel.deviceControl(target, pending, EchoDriver.PEND)).isEqualTo(NtStatus.PENDING);
    assertThat(kernel.cancel(pending)).isTrue();
    assertThat(pending.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(kernel.call(target, new IoRequest(), MajorFunction.SHUTDOWN))
        .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
  }

  @Test
  void shouldDeferUnload_whenFileObjectIsOpen() {
    long handle = echo.open();
    assertThat(echo.machine.unloadDriver(echo.driverObject)).isZero();
    assertThat(echo.as(echo.process, () -> echo.nt.createFile(open())).status())
        .isEqualTo(NtStatus.NO_SUCH_DEVICE);
    assertThat(echo.control(handle, new IoRequest(), EchoDriver.ECHO)).isZero();
    assertThat(echo.driver.log).containsExactly("create");
    echo.close(handle);
    assertThat(echo.driver.log).endsWith("close", "unload");
    assertThat(echo.machine.findings()).isEmpty();
    assertThat(echo.as(echo.process, () -> echo.nt.createFile(open())).status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    assertThat(echo.machine.loadDriver(new EchoDriver()).status()).isZero();
  }

  @Test
  void shouldReachDriver_whenOtherFunctionsAreCalled() {
    long handle = echo.open();
    int[] majors = {
      MajorFunction.READ,
      MajorFunction.WRITE,
      MajorFunction.FLUSH_BUFFERS,
      MajorFunction.QUERY_INFORMATION,
      MajorFunction.SET_INFORMATION,
      MajorFunction.QUERY_VOLUME_INFORMATION,
      MajorFunction.DIRECTORY_CONTROL,
      MajorFunction.LOCK_CONTROL,
      MajorFunction.QUERY_EA,
      MajorFunction.SET_EA
    };
    for (int major : majors) {
      IoRequest request = EchoMachine.request(new byte[24], new byte[24]);
      assertThat(echo.as(echo.process, () -> echo.nt.call(handle, request, major)))
          .as("major function %d", major)
          .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
    }
    assertThat(
            echo.as(echo.process, () -> echo.nt.fsControlFile(handle, new IoRequest(), 0x9_0000)))
        .isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
    assertThat(echo.machine.pool().systemBytes()).isZero();
  }

  @Test
  void shouldLeaveNothing_whenLoadedAThousandTimes() {
    EchoMachine fresh = new EchoMachine(MachineOptions.deterministic(3), new EchoDriver());
    DriverObject driver = fresh.driverObject;
    for (int i = 0; i < 1000; i++) {
      long handle = fresh.open();
      fresh.control(handle, EchoMachine.request(new byte[8], new byte[8]), EchoDriver.ECHO);
      fresh.close(handle);
      assertThat(fresh.machine.unloadDriver(driver)).isZero();
      driver = fresh.machine.loadDriver(new EchoDriver()).driver();
    }
    assertThat(fresh.machine.findings()).isEmpty();
    assertThat(fresh.machine.openObjects()).isEmpty();
    assertThat(fresh.machine.pool().systemBytes()).isZero();
  }

  private static OpenParameters open() {
    return OpenParameters.overlapped(EchoDriver.LINK, EchoMachine.ACCESS);
  }

  private void dieAt(String call) {
    FaultPlan plan = new FaultPlan();
    plan.at(call, 1, () -> echo.nt.terminateProcess(echo.process));
    echo.machine.kernel().calls().observe(plan);
  }

  @Test
  void shouldCloseWhatWasBeingOpened_whenProcessDiesInCreate() {
    dieAt("IofCompleteRequest");
    OpenParameters device = OpenParameters.overlapped(EchoDriver.LINK, EchoMachine.ACCESS);
    assertThat(echo.as(echo.process, () -> echo.nt.createFile(device)).status())
        .isEqualTo(NtStatus.PROCESS_IS_TERMINATING);
    assertThat(echo.driver.log).endsWith("close");
    assertThat(echo.machine.openObjects()).isEmpty();
  }

  @Test
  void shouldCancelWhatWasBeingSent_whenProcessDiesAndDuplicateKeepsFile() {
    long handle = echo.open();
    Process other = echo.machine.startProcess("\\other.exe", Token.ordinaryUser());
    echo.as(echo.process, () -> echo.nt.duplicateObject(handle, other));
    dieAt("ExAllocatePoolWithQuota");
    IoRequest request = EchoMachine.request(new byte[4], NONE);
    assertThat(echo.control(handle, request, EchoDriver.PEND)).isEqualTo(NtStatus.PENDING);
    assertThat(request.finalStatus()).isEqualTo(NtStatus.CANCELLED);
    assertThat(echo.machine.requestsInFlight()).isZero();
  }
}
