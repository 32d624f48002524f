package dev.auroraedr.km.conformance.target.hosted;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.KernelCaller;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Tamper;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.List;

/** One machine of the hosted kernel. */
final class HostedMachine implements TargetMachine {
  private final HostedKernel kernel;
  private final String systemVolume;
  private final byte[] image;
  private final Requests requests;
  private final Gate gate;
  private final Peer peer;
  private final Tamper tamper;

  HostedMachine(HostedKernel kernel, String systemVolume, byte[] image, PeerLoader peers) {
    this.kernel = kernel;
    this.systemVolume = systemVolume;
    this.image = image;
    this.requests = new Requests(kernel);
    this.gate = new Gate(kernel);
    this.peer = new SecondDriver(peers);
    this.tamper = new Attacker(kernel);
  }

  @Override
  public int load() {
    return kernel.call(Operations.LOAD, new Message().bytes(image)).u32();
  }

  @Override
  public int unload() {
    return unload(UnloadKind.SERVICE_STOP);
  }

  @Override
  public int unload(UnloadKind kind) {
    return kernel.call(Operations.UNLOAD, new Message().u32(kind.ordinal())).u32();
  }

  @Override
  public CallerProcess startProcess(CallerSpec spec) {
    Message message = new Message().u32(spec.account().ordinal()).flag(spec.wow64());
    return new Caller(requests, kernel.call(Operations.START_PROCESS, message).u32());
  }

  @Override
  public KernelCaller kernelCaller() {
    return new KernelComponent(requests);
  }

  @Override
  public StimulusResult stimulate(Stimulus stimulus) {
    Reply reply = kernel.call(Stimuli.number(stimulus), Stimuli.message(stimulus));
    return new StimulusResult(reply.u32(), reply.u64());
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public Tamper tamper() {
    return tamper;
  }

  @Override
  public KernelControl kernelControl() {
    return gate;
  }

  @Override
  public KernelCosts costs() {
    Reply reply = kernel.call(Operations.COSTS);
    return new KernelCosts(reply.u64(), reply.u64(), reply.u64(), reply.u64(), reply.u64());
  }

  @Override
  public DeviceObjectFacts deviceObject() {
    Reply reply = kernel.call(Operations.DEVICE_OBJECT);
    if (!reply.flag()) {
      throw new IllegalStateException("the driver has no device now");
    }
    return new DeviceObjectFacts(
        reply.text(), reply.u32(), reply.u32(), reply.flag(), reply.text(), reply.flag());
  }

  @Override
  public String systemVolume() {
    return systemVolume;
  }

  @Override
  public long now() {
    return kernel.call(Operations.NOW).u64();
  }

  @Override
  public void advanceTime(long hundredNanoseconds) {
    kernel.call(Operations.ADVANCE, new Message().u64(hundredNanoseconds));
  }

  @Override
  public void quiesce() {
    gate.joinActions();
    kernel.call(Operations.QUIESCE);
  }

  @Override
  public List<String> violations() {
    return kernel.violations();
  }

  @Override
  public void close() {
    try {
      gate.joinActions();
      gate.keepTrace();
    } finally {
      kernel.close();
    }
  }
}
