package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.SpinLock;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Facts 1.3, 1.4, 2.1 and Driver Verifier: what a wrong driver is caught at. */
final class VerifierTest {
  private static final DeviceParameters DEVICE =
      new DeviceParameters(null, "\\Device\\Wrong", 0x22, 0, false);

  /** A dispatch routine that breaks a rule. */
  @FunctionalInterface
  private interface Wrong {
    int control(Kernel kernel, Irp irp);
  }

  /** A driver whose control routine is the one given. */
  private record WrongDriver(Wrong wrong, DriverUnload unload) implements DriverImage {
    @Override
    public String serviceName() {
      return "wrong";
    }

    @Override
    public int driverEntry(Kernel kernel, DriverObject driver) {
      DispatchRoutine ok = (device, irp) -> complete(kernel, irp, NtStatus.SUCCESS, 0);
      kernel.io().createDevice(driver, DEVICE);
      driver.setMajorFunction(MajorFunction.CREATE, ok);
      driver.setMajorFunction(MajorFunction.CLEANUP, ok);
      driver.setMajorFunction(MajorFunction.CLOSE, ok);
      driver.setMajorFunction(
          MajorFunction.DEVICE_CONTROL, (device, irp) -> wrong.control(kernel, irp));
      driver.setUnload(unload);
      return NtStatus.SUCCESS;
    }
  }

  private static int complete(Kernel kernel, Irp irp, int status, long information) {
    irp.setIoStatus(status, information);
    kernel.io().completeRequest(irp);
    return status;
  }

  private static int send(EmulatedMachine machine, Wrong wrong) {
    machine.loadDriver(new WrongDriver(wrong, null));
    Process process = machine.startProcess("\\client.exe", Token.administrator());
    int[] status = new int[1];
    machine
        .ps()
        .runAs(
            process.threadOfCaller(),
            () -> {
              long handle =
                  machine
                      .nt()
                      .createFile(OpenParameters.overlapped("\\Device\\Wrong", 0x0012_0089))
                      .handle();
              IoRequest request = EchoMachine.request(new byte[8], new byte[8]);
              status[0] = machine.nt().deviceIoControlFile(handle, request, 0x22_2000);
            });
    return status[0];
  }

  static Stream<Arguments> wrongRoutines() {
    return Stream.of(
        wrong("0x44", (kernel, irp) -> complete(kernel, irp, 0, 0) + complete2(kernel, irp)),
        wrong("without IoMarkIrpPending", (kernel, irp) -> NtStatus.PENDING),
        wrong(
            "marked pending",
            (kernel, irp) -> {
              irp.markPending();
              return complete(kernel, irp, 0, 0);
            }),
        wrong("without completing", (kernel, irp) -> NtStatus.SUCCESS),
        wrong(
            "after completing with 0xC0000225",
            (kernel, irp) -> {
              complete(kernel, irp, NtStatus.NOT_FOUND, 0);
              return NtStatus.SUCCESS;
            }),
        wrong(
            "cancel routine set",
            (kernel, irp) -> {
              irp.setCancelRoutine((device, cancelled) -> {});
              return complete(kernel, irp, 0, 0);
            }),
        wrong("STATUS_PENDING", (kernel, irp) -> complete(kernel, irp, NtStatus.PENDING, 0)),
        wrong("beyond the output length", (kernel, irp) -> complete(kernel, irp, 0, 9)),
        wrong(
            "touched after its completion",
            (kernel, irp) -> complete(kernel, irp, 0, 0) + irp.ioControlCode()),
        wrong(
            "spin lock held",
            (kernel, irp) -> {
              kernel.ke().newSpinLock().acquire();
              return complete(kernel, irp, 0, 0);
            }),
        wrong(
            "returned with a spin lock held",
            (kernel, irp) -> {
              complete(kernel, irp, 0, 0);
              kernel.ke().newSpinLock().acquire();
              return 0;
            }),
        wrong(
            "recursively",
            (kernel, irp) -> {
              SpinLock lock = kernel.ke().newSpinLock();
              lock.acquire();
              lock.acquire();
              return 0;
            }),
        wrong(
            "0x10",
            (kernel, irp) -> {
              kernel.ke().newSpinLock().release();
              return 0;
            }),
        wrong(
            "IoDeleteSymbolicLink called while a spin lock is held",
            (kernel, irp) -> {
              kernel.ke().newSpinLock().acquire();
              kernel.io().deleteSymbolicLink("\\??\\x");
              return 0;
            }),
        wrong(
            "freed with tag",
            (kernel, irp) -> {
              kernel.pool().free(kernel.pool().allocateNonPaged(8, "Aaaa"), "Bbbb");
              return 0;
            }),
        wrong("0x3B", (kernel, irp) -> irp.driverContext()[4].hashCode()),
        wrong(
            "0x18",
            (kernel, irp) -> {
              irp.fileObject().dereference();
              irp.fileObject().dereference();
              irp.fileObject().dereference();
              irp.fileObject().dereference();
              return 0;
            }));
  }

  private static int complete2(Kernel kernel, Irp irp) {
    kernel.io().completeRequest(irp);
    return 0;
  }

  private static Arguments wrong(String expected, Wrong wrong) {
    return Arguments.of(expected, wrong);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongRoutines")
  void shouldStopMachine_whenDriverBreaksRule(String expected, Wrong wrong) {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    assertThatThrownBy(() -> send(machine, wrong))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining(expected);
    assertThat(machine.kernel().ke().currentIrql()).isZero();
    assertThat(machine.findings()).singleElement().asString().contains(expected);
    assertThatThrownBy(() -> machine.nt().createFile(OpenParameters.overlapped("\\x", 1)))
        .isSameAs(machine.verifier().crash());
  }

  @Test
  void shouldNoteFinding_whenErrorCarriesInformation() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    assertThat(send(machine, (kernel, irp) -> complete(kernel, irp, NtStatus.NOT_FOUND, 4)))
        .isEqualTo(NtStatus.NOT_FOUND);
    assertThat(machine.findings()).singleElement().asString().contains("Information 4");
    assertThat(machine.verifier().crash()).isNull();
  }

  @Test
  void shouldReportLeaks_whenUnloadLeavesThingsBehind() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    Kernel kernel = machine.kernel();
    DriverObject driver =
        machine
            .loadDriver(
                new WrongDriver(
                    (k, irp) -> 0,
                    unloading -> {
                      kernel.pool().allocateNonPaged(100, "Leak");
                      kernel.io().createSymbolicLink("\\??\\Wrong", "\\Device\\Wrong");
                    }))
            .driver();
    machine.unloadDriver(driver);
    assertThat(machine.findings())
        .anyMatch(line -> line.contains("device \\Device\\Wrong"))
        .anyMatch(line -> line.contains("link \\??\\WRONG"))
        .anyMatch(line -> line.contains("1 pool blocks of tag Leak behind, 100 bytes"));
  }

  @Test
  void shouldRefuseUnload_whenDriverHasNoRoutine() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    DriverObject driver = machine.loadDriver(new WrongDriver((kernel, irp) -> 0, null)).driver();
    assertThat(machine.unloadDriver(driver)).isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
  }
}
