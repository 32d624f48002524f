package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.io.OpenParameters;
import dev.auroraedr.km.emulator.io.OpenResult;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client process on an emulated machine, run by an administrator. Each Java thread that calls is
 * a thread of that process.
 */
final class EmulatorPort implements DevicePort {
  private static final int GENERIC_READ_WRITE = 0xC000_0000;
  private static final String PATH = DeviceNames.WIN32_NAME.replace("\\\\.\\", "\\??\\");

  private final MachineLease lease;
  private final Caller caller;
  private final AtomicBoolean closed = new AtomicBoolean();

  EmulatorPort(MachineLease lease) {
    this.lease = lease;
    EmulatedMachine machine = lease.machine();
    String image = "\\Device\\HarddiskVolume3\\Program Files\\Client\\client.exe";
    this.caller = new Caller(machine, machine.startProcess(image, Token.administrator()));
  }

  @Override
  public DeviceHandle open() throws PortException {
    Object before = caller.enter();
    OpenResult result;
    try {
      result = caller.nt().createFile(OpenParameters.overlapped(PATH, GENERIC_READ_WRITE));
    } finally {
      caller.leave(before);
    }
    if (result.status() < 0) {
      throw failure("CreateFileW(" + DeviceNames.WIN32_NAME + ")", result.status());
    }
    return new EmulatorHandle(caller, result.handle());
  }

  static PortException failure(String call, int status) {
    return new PortException(call, StatusTable.toWin32(status), OptionalInt.of(status));
  }

  @Override
  public CompletionPort createCompletionPort() throws PortException {
    Object before = caller.enter();
    try {
      long handle = caller.nt().createIoCompletion();
      if (handle == 0) {
        throw failure("CreateIoCompletionPort", NtStatus.PROCESS_IS_TERMINATING);
      }
      return new EmulatorCompletionPort(caller, handle);
    } finally {
      caller.leave(before);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (lease.machine().verifier().crash() == null) {
      caller.nt().terminateProcess(caller.process());
    }
    lease.close();
  }
}
