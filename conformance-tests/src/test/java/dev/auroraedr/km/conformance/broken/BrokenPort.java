package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventBatchLayout;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.DevicePort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.fixtures.StatusTable;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A device port with one defect. */
final class BrokenPort implements DevicePort {
  private final DevicePort inner;
  private final PortDefect defect;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
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

  private void started() {
    inFlight.incrementAndGet();
  }

  private void ended(int count) {
    for (int i = 0; i < count; i++) {
      inFlight.decrementAndGet();
      Runnable next = waiting.poll();
      if (next != null) {
        next.run();
      }
    }
  }

  private final class Handle implements DeviceHandle {
    private final DeviceHandle real;
    private boolean bound;

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
    public synchronized void bind(CompletionPort port, long key) throws PortException {
      if (!bound) {
        real.bind(((Port) port).real, key);
        bound = true;
      }
    }

    @Override
    public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
      return real.newRequest(inputCapacity, outputCapacity);
    }

    @Override
    public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
      boolean receive = code == ControlCode.START_EVENT_STREAM;
      if (defect == PortDefect.ONE_IN_FLIGHT && receive && inFlight.get() > 0) {
        waiting.add(() -> send(request, code, inputLength, outputLength));
        return Win32Error.ERROR_IO_PENDING;
      }
      return send(request, code, inputLength, outputLength);
    }

    private int send(OverlappedRequest request, int code, int inputLength, int outputLength) {
      started();
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
      ended(count);
      return count;
    }

    private void hideLoss(OverlappedRequest request) {
      boolean batch = request.information() > EventBatchLayout.SIZE;
      if (defect == PortDefect.LOSSES_HIDDEN && batch) {
        request.output().putInt(EventBatchLayout.DROPPED_OFFSET, 0);
      }
    }

    @Override
    public void wake() {
      real.wake();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
