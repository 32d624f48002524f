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
  private final Connection connection;
  private final String systemVolume;
  private final byte[] image;
  private final Requests requests;
  private final Gate gate;
  private final Peer peer;
  private final Tamper tamper;

  HostedMachine(Connection connection, String systemVolume, byte[] image, PeerLoader peers) {
    this.connection = connection;
    this.systemVolume = systemVolume;
    this.image = image;
    this.requests = new Requests(connection);
    this.gate = new Gate(connection);
    this.peer = new SecondDriver(peers);
    this.tamper = new Attacker(connection);
  }

  @Override
  public int load() {
    return connection.call(Operations.LOAD, new Message().bytes(image)).u32();
  }

  @Override
  public int unload() {
    return unload(UnloadKind.SERVICE_STOP);
  }

  @Override
  public int unload(UnloadKind kind) {
    return connection.call(Operations.UNLOAD, new Message().u32(kind.ordinal())).u32();
  }

  @Override
  public CallerProcess startProcess(CallerSpec spec) {
    Message message = new Message().u32(spec.account().ordinal()).flag(spec.wow64());
    return new Caller(requests, connection.call(Operations.START_PROCESS, message).u32());
  }

  @Override
  public KernelCaller kernelCaller() {
    return new KernelComponent(requests);
  }

  @Override
  public StimulusResult stimulate(Stimulus stimulus) {
    Reply reply = connection.call(Stimuli.number(stimulus), Stimuli.message(stimulus));
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
    Reply reply = connection.call(Operations.COSTS);
    return new KernelCosts(reply.u64(), reply.u64(), reply.u64(), reply.u64(), reply.u64());
  }

  @Override
  public DeviceObjectFacts deviceObject() {
    Reply reply = connection.call(Operations.DEVICE_OBJECT);
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
    return connection.call(Operations.NOW).u64();
  }

  @Override
  public void advanceTime(long hundredNanoseconds) {
    connection.call(Operations.ADVANCE, new Message().u64(hundredNanoseconds));
  }

  @Override
  public void quiesce() {
    gate.joinActions();
    connection.call(Operations.QUIESCE);
  }

  @Override
  public List<String> violations() {
    return connection.violations();
  }

  @Override
  public void close() {
    try {
      gate.joinActions();
    } finally {
      connection.close();
    }
  }
}
