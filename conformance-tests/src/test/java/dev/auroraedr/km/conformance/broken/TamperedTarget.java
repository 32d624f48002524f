package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A target whose answers are changed on their way out: what a broken driver would send. */
record TamperedTarget(Target inner, Supplier<Tampering> tampering) implements Target {
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
    return new TamperedMachine(inner.boot(options), tampering.get());
  }
}
