package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.OverlappedRequest;
import dev.auroraedr.km.client.port.PortException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** A handle of CreateFileW with FILE_FLAG_OVERLAPPED. */
final class Win32DeviceHandle implements DeviceHandle {
  private final Win32System system;
  private final NativeHandle handle;
  private final SynchronousControl synchronous;
  private volatile boolean bound;
  private volatile long key;

  Win32DeviceHandle(Win32System system, Pointer handle) {
    this.system = system;
    this.handle = new NativeHandle(system.calls(), handle);
    this.synchronous = new SynchronousControl(system.calls(), system.layout(), system.inFlight());
  }

  boolean isClosed() {
    return handle.isClosed();
  }

  long key() {
    return key;
  }

  @Override
  public ControlResult control(int code, ByteBuffer input, ByteBuffer output) {
    if (!handle.enter()) {
      return new ControlResult(Kernel32Calls.INVALID_HANDLE, OptionalInt.empty(), 0);
    }
    try {
      return synchronous.perform(handle.value(), code, input, output);
    } finally {
      handle.leave();
    }
  }

  @Override
  public void bind(CompletionPort port, long key) throws PortException {
    int error = Kernel32Calls.INVALID_HANDLE;
    if (handle.enter()) {
      try {
        error = ((Win32CompletionPort) port).bind(handle.value(), key);
      } finally {
        handle.leave();
      }
    }
    if (error != 0) {
      throw new PortException("CreateIoCompletionPort(bind)", error, OptionalInt.empty());
    }
    this.key = key;
    this.bound = true;
  }

  @Override
  public OverlappedRequest newRequest(int inputCapacity, int outputCapacity) {
    return new Win32Request(
        this, new RequestMemory(system.layout(), inputCapacity, outputCapacity));
  }

  @Override
  public int submit(OverlappedRequest request, int code, int inputLength, int outputLength) {
    Win32Request own = own(request);
    if (!bound) {
      throw new IllegalStateException("bind the handle before submitting: no packet would come");
    }
    if (!handle.enter()) {
      return Kernel32Calls.INVALID_HANDLE;
    }
    try {
      return start(own, code, own.enterSystem(inputLength, outputLength));
    } finally {
      handle.leave();
    }
  }

  /** The packet may be dequeued by another thread before the call returns, so it is added first. */
  private int start(Win32Request request, int code, long submission) {
    system.inFlight().add(request);
    int error = system.calls().deviceIoControl(handle.value(), code, request.memory());
    boolean accepted =
        error == 0
            || error == Kernel32Calls.IO_PENDING
            || !system.inFlight().withdraw(request, submission);
    return accepted ? 0 : error;
  }

  @Override
  public boolean cancel(OverlappedRequest request) {
    return cancelIo(own(request).memory().overlapped());
  }

  @Override
  public boolean cancelAll() {
    return cancelIo(null);
  }

  /** CloseHandle makes the driver's CLEANUP run, which completes what is pending (STR-15). */
  @Override
  public void close() {
    if (handle.beginClose()) {
      handle.leave();
    }
  }

  private boolean cancelIo(Pointer overlapped) {
    if (!handle.enter()) {
      return false;
    }
    try {
      return system.calls().cancelIoEx(handle.value(), overlapped) == 0;
    } finally {
      handle.leave();
    }
  }

  private Win32Request own(OverlappedRequest request) {
    if (request instanceof Win32Request own && own.owner() == this) {
      return own;
    }
    throw new IllegalArgumentException("the request was not made by this handle");
  }
}
