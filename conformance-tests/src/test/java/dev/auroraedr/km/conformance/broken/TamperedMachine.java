package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.UnloadKind;
import java.util.List;
import java.util.Optional;

/** A machine whose driver's answers are tampered with. */
record TamperedMachine(TargetMachine inner, TamperedRequests requests) implements TargetMachine {
  TamperedMachine(TargetMachine inner, Tampering tampering) {
    this(inner, new TamperedRequests(tampering));
  }

  @Override
  public int load() {
    return inner.load();
  }

  @Override
  public int unload() {
    return inner.unload();
  }

  @Override
  public int unload(UnloadKind kind) {
    return inner.unload(kind);
  }

  @Override
  public String systemVolume() {
    return inner.systemVolume();
  }

  @Override
  public Optional<String> clientDevice() {
    return inner.clientDevice().map(requests.tampering()::clientDevice);
  }

  @Override
  public CallerProcess startProcess(CallerSpec spec) {
    return new TamperedProcess(inner.startProcess(spec), spec, requests);
  }

  @Override
  public KernelCaller kernelCaller() {
    return new TamperedKernelCaller(inner.kernelCaller(), requests);
  }

  @Override
  public StimulusResult stimulate(Stimulus stimulus) {
    return inner.stimulate(stimulus);
  }

  @Override
  public Tamper tamper() {
    return inner.tamper();
  }

  @Override
  public Peer peer() {
    return inner.peer();
  }

  @Override
  public KernelControl kernelControl() {
    return inner.kernelControl();
  }

  @Override
  public KernelCosts costs() {
    return requests.tampering().costs(inner.costs());
  }

  @Override
  public DeviceObjectFacts deviceObject() {
    return requests.tampering().device(inner.deviceObject());
  }

  @Override
  public long now() {
    return inner.now();
  }

  @Override
  public void advanceTime(long hundredNanoseconds) {
    inner.advanceTime(hundredNanoseconds);
  }

  @Override
  public void quiesce() {
    inner.quiesce();
  }

  @Override
  public List<String> violations() {
    return inner.violations();
  }

  @Override
  public void close() {
    inner.close();
  }

  /** The kernel-mode caller sees the same broken driver. */
  private record TamperedKernelCaller(KernelCaller inner, TamperedRequests requests)
      implements KernelCaller {
    @Override
    public FileReference reference(TargetHandle handle) {
      FileReference real = inner.reference(TamperedHandle.unwrap(handle));
      return new TamperedReference(real, requests);
    }

    @Override
    public Submission controlWithoutFile(ControlRequest request) {
      return requests.sent(inner.controlWithoutFile(request), new Asked(null, request));
    }
  }

  private record TamperedReference(KernelCaller.FileReference inner, TamperedRequests requests)
      implements KernelCaller.FileReference {
    @Override
    public Submission control(ControlRequest request) {
      return requests.sent(inner.control(request), new Asked(null, request));
    }

    @Override
    public Completion cleanup() {
      return inner.cleanup();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
