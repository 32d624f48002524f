package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.junit.Stimuli;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

/** What a filter was owed on an operation's way up must not keep a closed machine. */
class ForgottenMachineTest {
  private static final int ATTEMPTS = 50;

  @Test
  void shouldBeForgotten_whenCleanupsWereReported() {
    WeakReference<EmulatedMachine> machine = cleanedUpAndClosed();
    for (int i = 0; i < ATTEMPTS && machine.get() != null; i++) {
      System.gc();
    }
    assertThat(machine.get()).isNull();
  }

  private static WeakReference<EmulatedMachine> cleanedUpAndClosed() {
    try (Rig rig = Rig.loaded()) {
      RigClient client = rig.client();
      client.open(EventMask.FILE_CLEANUP, 0);
      Stimuli stimuli = new Stimuli(rig.machine);
      stimuli.createFile("\\Windows\\System32\\a.exe");
      stimuli.closeFile("\\Windows\\System32\\a.exe");
      client.close();
      return new WeakReference<>(rig.machine);
    }
  }
}
