package dev.auroraedr.km.conformance.engine;

import dev.auroraedr.km.conformance.target.BootOptions;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Target;
import dev.auroraedr.km.conformance.target.TargetMachine;
import dev.auroraedr.km.fixtures.ClauseCatalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Remembers what a test boots, so that no violation goes unread: a test that looks at completions
 * only must fail all the same if the machine crashed or the driver leaked under it.
 */
final class WatchedTarget implements Target {
  private final Target target;
  private final Set<TargetMachine> running = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> violations = new LinkedHashSet<>();

  WatchedTarget(Target target) {
    this.target = target;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public String kind() {
    String kind = target.kind();
    return ClauseCatalogue.load().targetKinds().contains(kind) ? kind : "emulator";
  }

  @Override
  public Set<Capability> capabilities() {
    return target.capabilities();
  }

  @Override
  public List<String> profiles() {
    return target.profiles();
  }

  @Override
  public String unavailableReason() {
    return target.unavailableReason();
  }

  @Override
  public TargetMachine boot(BootOptions options) {
    TargetMachine machine = target.boot(options);
    synchronized (running) {
      running.add(machine);
    }
    return WatchedMachine.of(machine, this::closed);
  }

  private void closed(TargetMachine machine) {
    synchronized (running) {
      if (running.remove(machine)) {
        violations.addAll(machine.violations());
      }
    }
  }

  /** Closes what the test left open and returns what was found since the last call. */
  List<String> takeViolations() {
    List<TargetMachine> left;
    synchronized (running) {
      left = List.copyOf(running);
    }
    for (TargetMachine machine : left) {
      machine.close();
      closed(machine);
    }
    synchronized (running) {
      List<String> found = new ArrayList<>(violations);
      violations.clear();
      return found;
    }
  }
}
