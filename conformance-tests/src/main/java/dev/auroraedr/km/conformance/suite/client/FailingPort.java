package dev.auroraedr.km.conformance.suite.client;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.fixtures.StatusTable;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * A system on which the device opens and every request fails in one way.
 *
 * @param status why
 * @param told the NTSTATUS as far as the port tells it
 */
record FailingPort(int status, OptionalInt told) implements DevicePort {
  @Override
  public DeviceHandle open() {
    return new FailingHandle();
  }

  @Override
  public CompletionPort createCompletionPort() throws PortException {
    throw failure("CreateIoCompletionPort");
  }

  private PortException failure(String call) {
    return new PortException(call, StatusTable.toWin32(status), told);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  /** Its one kind of handle. */
  private final class FailingHandle implements DeviceHandle {
    @Override
    public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
      return new ControlResult(StatusTable.toWin32(status), told, 0);
    }

    @Override
    public void bind(CompletionPort port, long key) throws PortException {
      throw failure("CreateIoCompletionPort");
    }

    @Override
    public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
      throw new IllegalStateException("a handle that can't be bound needs no requests");
    }

    @Override
    public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
      return StatusTable.toWin32(status);
    }

    @Override
    public boolean cancel(OverlappedRequest request) {
      return false;
    }

    @Override
    public boolean cancelAll() {
      return false;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
