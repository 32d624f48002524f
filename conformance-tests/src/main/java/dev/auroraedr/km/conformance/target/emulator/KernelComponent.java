package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.io.FileObject;
import dev.auroraedr.km.emulator.io.KernelIo.KernelTarget;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.util.concurrent.atomic.AtomicBoolean;

/** A kernel-mode component of the emulated machine. */
final class KernelComponent implements KernelCaller {
  private final EmulatedMachine machine;
  private final String device;

  KernelComponent(EmulatedMachine machine, String device) {
    this.machine = machine;
    this.device = device;
  }

  @Override
  public FileReference reference(TargetHandle handle) {
    return new Reference(((Handle) handle).reference());
  }

  @Override
  public Submission controlWithoutFile(ControlRequest control) {
    return send(new KernelTarget(machine.kernelIo().device(device), null), control);
  }

  private Submission send(KernelTarget target, ControlRequest control) {
    Request request = new Request(control, true);
    return request.returning(
        machine.kernelIo().deviceControl(target, request.io(), control.code()));
  }

  /** A referenced file object. */
  private final class Reference implements FileReference {
    private final FileObject file;
    private final AtomicBoolean open = new AtomicBoolean(true);

    Reference(FileObject file) {
      this.file = file;
    }

    @Override
    public Submission control(ControlRequest request) {
      return send(KernelTarget.of(file), request);
    }

    @Override
    public Completion cleanup() {
      Request request = new Request(ControlRequest.of(0, new byte[0], 0), true);
      int status =
          machine.kernelIo().call(KernelTarget.of(file), request.io(), MajorFunction.CLEANUP);
      return request.returning(status).await(TargetHandle.PATIENCE);
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        file.dereference();
      }
    }
  }
}
