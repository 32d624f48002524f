package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.Kernel;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.se.Token;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A request that is used again costs no memory: its IRP, buffer and packet are used again too. */
final class RequestCostTest {
  private static final int PEND = 0x22_2000;
  private static final int RELEASE = 0x22_2004;
  private static final int ROUNDS = 20_000;

  /** Keeps one request until another one releases it. */
  private static final class OneSlot implements DriverImage {
    private Kernel kernel;
    private Irp waiting;

    @Override
    public String serviceName() {
      return "oneslot";
    }

    @Override
    public int driverEntry(Kernel newKernel, DriverObject driver) {
      kernel = newKernel;
      kernel.io().createDevice(driver, new DeviceParameters(null, "\\Device\\One", 0x22, 0, false));
      driver.setMajorFunction(MajorFunction.CREATE, (device, irp) -> end(irp, 0));
      driver.setMajorFunction(MajorFunction.DEVICE_CONTROL, (device, irp) -> control(irp));
      return NtStatus.SUCCESS;
    }

    private int control(Irp irp) {
      if (irp.ioControlCode() == PEND) {
        irp.markPending();
        waiting = irp;
        return NtStatus.PENDING;
      }
      end(waiting, 8);
      return end(irp, 0);
    }

    private int end(Irp irp, int information) {
      irp.setIoStatus(NtStatus.SUCCESS, information);
      kernel.io().completeRequest(irp);
      return NtStatus.SUCCESS;
    }
  }

  private final EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.concurrent());
  private final NtIo nt = machine.nt();
  private final IoRequest receive = EchoMachine.request(new byte[8], new byte[64]);
  private final IoRequest release = EchoMachine.request(new byte[8], new byte[0]);
  private final IoRequest[] taken = new IoRequest[1];
  private long bound;
  private long control;
  private CompletionQueue port;

  @Test
  void shouldAllocateNothing_whenRequestsAreUsedAgain() {
    machine.loadDriver(new OneSlot());
    machine
        .ps()
        .runAs(
            machine.startProcess("\\client.exe", Token.administrator()).threadOfCaller(),
            this::measure);
  }

  private void measure() {
    bound = nt.createFile(OpenParameters.overlapped("\\Device\\One", 0x0012_0089)).handle();
    control = nt.createFile(OpenParameters.overlapped("\\Device\\One", 0x0012_0089)).handle();
    port = nt.completionQueue(nt.createIoCompletion());
    nt.setCompletion(bound, port, 1);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 5; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      rounds();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).as("bytes in %d rounds", ROUNDS).isLessThan(ROUNDS);
  }

  private void rounds() {
    for (int i = 0; i < ROUNDS; i++) {
      int pended = nt.deviceIoControlFile(bound, receive, PEND);
      int released = nt.deviceIoControlFile(control, release, RELEASE);
      if (pended != NtStatus.PENDING || released != 0 || port.remove(taken, 0) != 1) {
        throw new AssertionError("round " + i + " gave " + pended + ", " + released);
      }
    }
  }
}
