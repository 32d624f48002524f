package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.emulator.io.FileObject;
import dev.auroraedr.km.emulator.io.KernelIo;
import dev.auroraedr.km.emulator.io.KernelIo.KernelTarget;
import dev.auroraedr.km.emulator.io.NtIo;
import dev.auroraedr.km.emulator.io.ParkedCall;
import java.util.concurrent.atomic.AtomicBoolean;

/** A handle of one process. */
final class Handle implements TargetHandle {
  private static final int BUFFER_BYTES = 64;

  private final Caller caller;
  private final long value;
  private final AtomicBoolean closeAsked = new AtomicBoolean();
  private volatile ParkedCall close;

  Handle(Caller caller, long value) {
    this.caller = caller;
    this.value = value;
  }

  long value() {
    return value;
  }

  @Override
  public Submission submit(ControlRequest control) {
    Request request = new Request(control, false);
    return request.returning(
        caller.inside(() -> nt().deviceIoControlFile(value, request.io(), control.code())));
  }

  private NtIo nt() {
    return caller.machine().nt();
  }

  @Override
  public int bind(TargetPort port, long key) {
    return caller.inside(() -> nt().setCompletion(value, ((Port) port).queue(), key));
  }

  @Override
  public boolean cancel(Submission submission) {
    return caller.inside(() -> nt().cancelIoFileEx(value, ((Request) submission).io())) >= 0;
  }

  @Override
  public boolean cancelAll() {
    return caller.inside(() -> nt().cancelIoFileEx(value, null)) >= 0;
  }

  @Override
  public Completion call(MajorFunction function) {
    byte[] input = new byte[BUFFER_BYTES];
    Request request = new Request(ControlRequest.of(0, input, BUFFER_BYTES), false);
    int status =
        switch (function) {
          case INTERNAL_DEVICE_CONTROL, SHUTDOWN -> kernelCall(function, request);
          case FILE_SYSTEM_CONTROL ->
              caller.inside(() -> nt().fsControlFile(value, request.io(), 0x00090000));
          default -> caller.inside(() -> nt().call(value, request.io(), number(function)));
        };
    return request.returning(status).await(PATIENCE);
  }

  private int kernelCall(MajorFunction function, Request request) {
    KernelIo kernel = caller.machine().kernelIo();
    FileObject file = reference();
    try {
      return function == MajorFunction.SHUTDOWN
          ? kernel.call(
              KernelTarget.of(file),
              request.io(),
              dev.auroraedr.km.emulator.io.MajorFunction.SHUTDOWN)
          : kernel.internalDeviceControl(KernelTarget.of(file), request.io(), 0x80002200);
    } finally {
      file.dereference();
    }
  }

  /** The file object, referenced for the caller. */
  FileObject reference() {
    FileObject file = caller.machine().kernelIo().referenceFile(caller.process(), value);
    if (file == null) {
      throw new IllegalStateException("handle 0x" + Long.toHexString(value) + " is closed");
    }
    return file;
  }

  private static int number(MajorFunction function) {
    return switch (function) {
      case READ -> dev.auroraedr.km.emulator.io.MajorFunction.READ;
      case WRITE -> dev.auroraedr.km.emulator.io.MajorFunction.WRITE;
      case FLUSH_BUFFERS -> dev.auroraedr.km.emulator.io.MajorFunction.FLUSH_BUFFERS;
      case QUERY_INFORMATION -> dev.auroraedr.km.emulator.io.MajorFunction.QUERY_INFORMATION;
      case SET_INFORMATION -> dev.auroraedr.km.emulator.io.MajorFunction.SET_INFORMATION;
      case QUERY_VOLUME_INFORMATION ->
          dev.auroraedr.km.emulator.io.MajorFunction.QUERY_VOLUME_INFORMATION;
      case DIRECTORY_CONTROL -> dev.auroraedr.km.emulator.io.MajorFunction.DIRECTORY_CONTROL;
      case LOCK_CONTROL -> dev.auroraedr.km.emulator.io.MajorFunction.LOCK_CONTROL;
      case QUERY_EA -> dev.auroraedr.km.emulator.io.MajorFunction.QUERY_EA;
      case SET_EA -> dev.auroraedr.km.emulator.io.MajorFunction.SET_EA;
      default -> throw new IllegalArgumentException(function + " has no service of its own");
    };
  }

  @Override
  public TargetHandle duplicate(CallerProcess into) {
    Caller target = (Caller) into;
    long copy = caller.inside(() -> nt().duplicateObject(value, target.process()));
    if (copy == 0) {
      throw new IllegalStateException("handle 0x" + Long.toHexString(value) + " can't be copied");
    }
    return new Handle(target, copy);
  }

  @Override
  public void close() {
    if (closeAsked.compareAndSet(false, true) && !caller.process().terminated()) {
      close = caller.inside(() -> nt().close(value));
    }
  }

  @Override
  public boolean closed() {
    ParkedCall call = close;
    return caller.process().terminated() || call != null && call.isDone();
  }
}
