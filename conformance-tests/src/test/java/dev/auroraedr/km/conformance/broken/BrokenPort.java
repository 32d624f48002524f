package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.fixtures.StatusTable;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** A device port with one defect. */
final class BrokenPort implements DevicePort {
  private final DevicePort inner;
  private final PortDefect defect;
  private DeviceHandle shared;

  BrokenPort(DevicePort inner, PortDefect defect) {
    this.inner = inner;
    this.defect = defect;
  }

  @Override
  public synchronized DeviceHandle open() throws PortException {
    if (defect == PortDefect.ONE_HANDLE && shared != null) {
      return shared;
    }
    try {
      shared = new Handle(inner.open());
      return shared;
    } catch (PortException e) {
      throw confused(e);
    }
  }

  private PortException confused(PortException e) {
    int status = BrokenClients.confused(defect, e.ntStatus().orElse(NtStatus.SUCCESS));
    return e.ntStatus().isPresent()
        ? new PortException(e.call(), StatusTable.toWin32(status), OptionalInt.of(status))
        : e;
  }

  @Override
  public CompletionPort createCompletionPort() throws PortException {
    return new Port(inner.createCompletionPort());
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class Handle implements DeviceHandle {
    private final DeviceHandle real;

    Handle(DeviceHandle real) {
      this.real = real;
    }

    @Override
    public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
      ControlResult result = real.control(code, input, output);
      if (result.ntStatus().isEmpty()) {
        return result;
      }
      int status = BrokenClients.confused(defect, result.ntStatus().getAsInt());
      return status == result.ntStatus().getAsInt()
          ? result
          : new ControlResult(
              StatusTable.toWin32(status), OptionalInt.of(status), result.bytesReturned());
    }

    @Override
    public void bind(CompletionPort port, long key) throws PortException {
      real.bind(((Port) port).real, key);
    }

    @Override
    public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
      return real.newRequest(inputCapacity, outputCapacity);
    }

    @Override
    public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
      return real.submit(request, code, inputLength, outputLength);
    }

    @Override
    public boolean cancel(OverlappedRequest request) {
      return real.cancel(request);
    }

    @Override
    public boolean cancelAll() {
      return real.cancelAll();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private final class Port implements CompletionPort {
    private final CompletionPort real;

    Port(CompletionPort real) {
      this.real = real;
    }

    @Override
    public int dequeue(OverlappedRequest[] into, long timeoutNanos) {
      int count = real.dequeue(into, timeoutNanos);
      for (int i = 0; i < count; i++) {
        hideLoss(into[i]);
      }
      return count;
    }

    private void hideLoss(OverlappedRequest request) {
      // A wake-up is a packet without a request.
      boolean batch = request != null && request.information() > EventBatchLayout.SIZE;
      if (defect == PortDefect.LOSSES_HIDDEN && batch) {
        request.output().putInt(EventBatchLayout.DROPPED_OFFSET, 0);
      }
    }

    @Override
    public void wake() {
      real.wake();
    }

    @Override
    public boolean isClosed() {
      return real.isClosed();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
