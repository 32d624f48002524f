package dev.auroraedr.km.emulator.port;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import dev.auroraedr.km.emulator.io.IoRequest;
import dev.auroraedr.km.fixtures.StatusTable;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** A handle of the emulated device, opened overlapped. */
final class EmulatorHandle implements DeviceHandle {
  private static final long SLICE_NANOS = 100_000_000L;

  private final Caller caller;
  private final long handle;
  private final AtomicReference<IoRequest> spare = new AtomicReference<>();
  private volatile boolean bound;
  private volatile boolean closed;

  EmulatorHandle(Caller caller, long handle) {
    this.caller = caller;
    this.handle = handle;
  }

  @Override
  public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
    if (closed) {
      return refused(NtStatus.INVALID_HANDLE);
    }
    IoRequest request = spare.getAndSet(null);
    if (request == null) {
      request = new IoRequest().postsPacket(false);
    }
    Spans spans = Spans.of(input, output);
    request.input(spans.input(), input.remaining()).output(spans.output(), output.remaining());
    Object before = caller.enter();
    try {
      caller.nt().deviceIoControlFile(handle, request, code);
    } finally {
      caller.leave(before);
    }
    while (!request.awaitEnd(SLICE_NANOS)) {
      caller.requireRunning();
    }
    ControlResult result = result(request, spans, output);
    spare.set(request);
    return result;
  }

  private static ControlResult result(IoRequest request, Spans spans, ByteBuffer output) {
    int status = request.finalStatus();
    if (StatusTable.isError(status)) {
      return refused(status);
    }
    int length = (int) request.finalInformation();
    spans.giveBack(output, length);
    return new ControlResult(toWin32(status), OptionalInt.of(status), length);
  }

  private static ControlResult refused(int status) {
    return new ControlResult(toWin32(status), OptionalInt.of(status), 0);
  }

  private static int toWin32(int status) {
    return status == NtStatus.SUCCESS ? 0 : StatusTable.toWin32(status);
  }

  @Override
  public void bind(CompletionPort port, long key) throws PortException {
    if (!(port instanceof EmulatorCompletionPort own) || !own.isOf(caller)) {
      throw new IllegalArgumentException("the completion port belongs to another system");
    }
    Object before = caller.enter();
    int status;
    try {
      status =
          closed ? NtStatus.INVALID_HANDLE : caller.nt().setCompletion(handle, own.queue(), key);
    } finally {
      caller.leave(before);
    }
    if (status != NtStatus.SUCCESS) {
      throw EmulatorPort.failure("CreateIoCompletionPort(key " + key + ")", status);
    }
    bound = true;
  }

  @Override
  public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
    return new EmulatorRequest(this, inputCapacity, outputCapacity);
  }

  @Override
  public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
    EmulatorRequest own = own(request);
    if (!bound) {
      throw new IllegalStateException("submit needs a handle that is bound to a completion port");
    }
    IoRequest io = own.prepare(inputLength, outputLength);
    if (closed) {
      return Win32Error.ERROR_INVALID_HANDLE;
    }
    Object before = caller.enter();
    try {
      int status = caller.nt().deviceIoControlFile(handle, io, code);
      return status == NtStatus.PENDING || !StatusTable.isError(status) ? 0 : toWin32(status);
    } finally {
      caller.leave(before);
    }
  }

  private EmulatorRequest own(OverlappedRequest request) {
    if (request instanceof EmulatorRequest own && own.isOf(this)) {
      return own;
    }
    throw new IllegalArgumentException("the request was made by another handle");
  }

  @Override
  public boolean cancel(OverlappedRequest request) {
    return cancelFound(own(request).io());
  }

  @Override
  public boolean cancelAll() {
    return cancelFound(null);
  }

  private boolean cancelFound(IoRequest request) {
    if (closed) {
      return false;
    }
    Object before = caller.enter();
    try {
      return caller.nt().cancelIoFileEx(handle, request) == NtStatus.SUCCESS;
    } finally {
      caller.leave(before);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    caller.close(handle);
  }
}
