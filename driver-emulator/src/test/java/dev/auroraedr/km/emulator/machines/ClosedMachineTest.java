package dev.auroraedr.km.emulator.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.junit.Stimuli;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** A build boots thousands of machines in one JVM: a closed one must be gone. */
class ClosedMachineTest {
  private static final int ATTEMPTS = 50;

  @Test
  void shouldBeForgotten_whenClosed() {
    WeakReference<EmulatedMachine> machine = usedAndClosed();
    for (int i = 0; i < ATTEMPTS && machine.get() != null; i++) {
      System.gc();
    }
    assertThat(machine.get()).isNull();
  }

  private static WeakReference<EmulatedMachine> usedAndClosed() {
    EmulatedMachine machine = new AuroraMachines().boot(MachineProfiles.DEFAULT);
    Stimuli stimuli = new Stimuli(machine);
    stimuli.createFile("\\Windows\\System32\\a.exe");
    stimuli.setValue("\\REGISTRY\\MACHINE\\SOFTWARE\\A", "value", 1, 4);
    stimuli.openProcess(stimuli.startProcess("\\Windows\\a.exe", "a"), 1);
    machine.deviceName();
    machine.close();
    return new WeakReference<>(machine);
  }
}
