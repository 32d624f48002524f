package dev.auroraedr.km.emulator.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineFactory;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.world.Activity;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuroraMachinesTest {
  @Test
  void shouldBeFound_withTheDefaultProfileFirst() {
    List<MachineFactory> found = new ArrayList<>();
    ServiceLoader.load(MachineFactory.class).forEach(found::add);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).names())
        .startsWith("win11-24h2")
        .endsWith("demo")
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldBootEveryName_withTheDriverOn() {
    AuroraMachines machines = new AuroraMachines();
    for (String name : machines.names()) {
      try (EmulatedMachine machine = machines.boot(name)) {
        // PAR-1: there the seed's rule denies both process routines and the object callback.
        int expected = name.equals("win11-24h2-secureboot") ? 2 : 5;
        assertThat(machine.kernel().callbacks().registered()).as(name).isEqualTo(expected);
        assertThat(machine.findings()).as(name).isEmpty();
      }
    }
  }

  @Test
  void shouldGiveTheMachineItsProfile_volumesAndVersion() {
    MachineOptions options =
        MachineOptions.deterministic(1).withProfile(MachineProfiles.load("win10-1607"));
    assertThat(options.version().build()).isEqualTo(14393);
    assertThat(options.volumes()).startsWith("\\Device\\HarddiskVolume3");
  }

  @Test
  void shouldMixAllKindsOfOperation_theSameForTheSameSeed() {
    assertThat(operations(5)).isEqualTo(operations(5)).isNotEqualTo(operations(6));
    Set<String> kinds = new HashSet<>(operations(5));
    assertThat(kinds)
        .contains("create", "exit", "open", "registry " + NotifyClass.PRE_SET_VALUE_KEY);
  }

  private static List<String> operations(long seed) {
    List<String> seen = new ArrayList<>();
    try (EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1))) {
      machine
          .kernel()
          .callbacks()
          .process()
          .setCreateProcessNotifyRoutineEx(
              (process, info) -> seen.add(info == null ? "exit" : "create"), false);
      machine
          .kernel()
          .callbacks()
          .registry()
          .registerCallback(
              (notifyClass, information) -> {
                seen.add("registry " + notifyClass);
                return 0;
              });
      machine.kernel().callbacks().object().registerCallbacks("1", info -> seen.add("open"));
      String volume = machine.options().volumes().get(0);
      Activity activity = new Activity(machine.world(), machine.ps(), volume, seed);
      for (int i = 0; i < 500; i++) {
        activity.step();
      }
    }
    return seen;
  }
}
