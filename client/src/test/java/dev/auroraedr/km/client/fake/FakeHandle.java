package dev.auroraedr.km.client.fake;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** One session of the {@link FakeDriver}: keeps pending receives, first come, first served. */
public final class FakeHandle implements DeviceHandle {
  private final FakeDriver driver;
  final Deque<FakeRequest> pending = new ArrayDeque<>();
  final List<FakeRequest> requests = new ArrayList<>();
  long key;
  private FakeCompletionPort port;
  private boolean closed;
  boolean stopped;

  FakeHandle(FakeDriver driver) {
    this.driver = driver;
  }

  /** Key that the handle was bound with. */
  public long key() {
    return key;
  }

  public FakeCompletionPort port() {
    return port;
  }

  public boolean isClosed() {
    return closed;
  }

  /** Receives that wait for an event. */
  public int pendingCount() {
    synchronized (driver) {
      return pending.size();
    }
  }

  /** Whether every request was closed, none of them in flight. */
  public boolean hasFreedAllRequests() {
    return requests.stream().allMatch(request -> request.closed && !request.inFlight);
  }

  @Override
  public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
    synchronized (driver) {
      return closed
          ? new ControlResult(Win32Error.ERROR_INVALID_HANDLE, OptionalInt.empty(), 0)
          : driver.control(this, code, output);
    }
  }

  @Override
  public void bind(CompletionPort port, long key) throws PortException {
    if (this.port != null) {
      throw new PortException(
          "CreateIoCompletionPort", Win32Error.ERROR_INVALID_PARAMETER, OptionalInt.empty());
    }
    this.port = (FakeCompletionPort) port;
    this.key = key;
  }

  @Override
  public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
    FakeRequest request = new FakeRequest(this, inputCapacity, outputCapacity);
    requests.add(request);
    return request;
  }

  @Override
  public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
    synchronized (driver) {
      FakeRequest fake = (FakeRequest) request;
      if (fake.inFlight || fake.closed) {
        throw new IllegalStateException("the request is in flight or closed");
      }
      int error = refusal();
      if (error == 0) {
        fake.inFlight = true;
        pending.add(fake);
        driver.serve(this);
      }
      return error;
    }
  }

  /** A receive that comes after STOP finds no stream (STR-5). */
  private int refusal() {
    if (closed) {
      return Win32Error.ERROR_INVALID_HANDLE;
    }
    return stopped ? Win32Error.ERROR_NOT_FOUND : driver.takeSubmitError();
  }

  @Override
  public boolean cancel(OverlappedRequest request) {
    synchronized (driver) {
      boolean found = pending.remove(request);
      if (found) {
        complete((FakeRequest) request, NtStatus.CANCELLED, new byte[0]);
      }
      return found;
    }
  }

  @Override
  public boolean cancelAll() {
    synchronized (driver) {
      boolean found = !pending.isEmpty() && !driver.ignoresCancel();
      while (!pending.isEmpty() && !driver.ignoresCancel()) {
        complete(pending.poll(), NtStatus.CANCELLED, new byte[0]);
      }
      return found;
    }
  }

  @Override
  public void close() {
    synchronized (driver) {
      if (!closed) {
        cancelAll();
        closed = true;
      }
    }
  }

  void closeWithPort() {
    close();
    if (port != null) {
      port.close();
    }
  }

  /** Ends the oldest pending receive with this status and answer. */
  public void completeOldest(int status, byte[] answer) {
    synchronized (driver) {
      complete(pending.remove(), status, answer);
    }
  }

  /** Ends the oldest pending receive with success and an Information that its buffer can't hold. */
  public void completeOldestClaiming(int information) {
    synchronized (driver) {
      FakeRequest request = pending.remove();
      request.endClaiming(information);
      port.post(request);
    }
  }

  private void complete(FakeRequest request, int status, byte[] answer) {
    request.end(status, answer);
    port.post(request);
  }
}
