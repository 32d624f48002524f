package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.io.OpenParameters;
import dev.auroraedr.km.emulator.ps.Process;
import java.util.function.Supplier;

/** A process of the emulated machine that opens and calls. Thread-safe. */
final class Caller implements CallerProcess {
  private final EmulatedMachine machine;
  private final Process process;

  Caller(EmulatedMachine machine, Process process) {
    this.machine = machine;
    this.process = process;
  }

  EmulatedMachine machine() {
    return machine;
  }

  Process process() {
    return process;
  }

  @Override
  public int processId() {
    return process.processId();
  }

  /** Runs a system call as this process's thread. */
  <T> T inside(Supplier<T> call) {
    Object[] result = new Object[1];
    machine.ps().runAs(process.threadOfCaller(), () -> result[0] = call.get());
    @SuppressWarnings("unchecked")
    T typed = (T) result[0];
    return typed;
  }

  @Override
  public OpenResult open(OpenRequest request) {
    long root = request.root() == null ? 0 : ((Handle) request.root()).value();
    OpenParameters plain =
        request.overlapped()
            ? OpenParameters.overlapped(request.path(), request.desiredAccess())
            : OpenParameters.synchronous(request.path(), request.desiredAccess());
    OpenParameters parameters =
        new OpenParameters(plain.path(), root, plain.desiredAccess(), plain.options());
    var result = inside(() -> machine.nt().createFile(parameters));
    Handle handle = result.handle() == 0 ? null : new Handle(this, result.handle());
    return new OpenResult(result.status(), result.information(), handle);
  }

  @Override
  public TargetPort createPort() {
    return inside(
        () -> {
          long handle = machine.nt().createIoCompletion();
          return new Port(this, handle, machine.nt().completionQueue(handle));
        });
  }

  @Override
  public void kill() {
    if (!process.terminated()) {
      machine.world().processes().exit(process.threadOfCaller());
      machine.nt().terminateProcess(process);
    }
  }
}
