package dev.auroraedr.km.conformance.engine.fake;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import java.lang.reflect.Proxy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A target whose machines do nothing but load, and have the violations that a test asks for. */
public final class FakeTarget implements Target {
  private final Set<Capability> capabilities;
  private final String unavailable;
  private final AtomicInteger open = new AtomicInteger();

  private FakeTarget(Set<Capability> capabilities, String unavailable) {
    this.capabilities = capabilities;
    this.unavailable = unavailable;
  }

  /** A target that can do everything but unload. */
  public static FakeTarget capable() {
    return new FakeTarget(EnumSet.complementOf(EnumSet.of(Capability.UNLOAD)), "");
  }

  /** A target that doesn't run here. */
  public static FakeTarget absent() {
    return new FakeTarget(EnumSet.noneOf(Capability.class), "no such driver: build it");
  }

  /** Machines booted and not closed. */
  public int openMachines() {
    return open.get();
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public List<String> profiles() {
    return List.of("small", "large");
  }

  @Override
  public String unavailableReason() {
    return unavailable;
  }

  @Override
  public TargetMachine boot(BootOptions options) {
    open.incrementAndGet();
    return (TargetMachine)
        Proxy.newProxyInstance(
            TargetMachine.class.getClassLoader(),
            new Class<?>[] {TargetMachine.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "load" -> 0;
                  case "violations" ->
                      options.deterministic() ? List.of() : List.of("leak: 1 block of 64 bytes");
                  case "close" -> {
                    open.decrementAndGet();
                    yield null;
                  }
                  default -> throw new IllegalStateException(method.getName());
                });
  }
}
