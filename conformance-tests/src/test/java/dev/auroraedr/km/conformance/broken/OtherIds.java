package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.List;
import java.util.Set;

/** Machines on which other processes ran before the test's, so that all ids are others. */
record OtherIds(Target inner) implements Target {
  private static final int EARLIER = 7;

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public String kind() {
    return inner.kind();
  }

  @Override
  public Set<Capability> capabilities() {
    return inner.capabilities();
  }

  @Override
  public List<String> profiles() {
    return inner.profiles();
  }

  @Override
  public String unavailableReason() {
    return inner.unavailableReason();
  }

  @Override
  public TargetMachine boot(BootOptions options) {
    TargetMachine machine = inner.boot(options);
    for (int i = 0; i < EARLIER; i++) {
      machine.startProcess(CallerSpec.of(CallerSpec.Account.USER)).kill();
    }
    return machine;
  }
}
