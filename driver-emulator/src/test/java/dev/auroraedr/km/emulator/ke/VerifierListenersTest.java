package dev.auroraedr.km.emulator.ke;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import org.junit.jupiter.api.Test;

/** Who is told of a bug check. */
final class VerifierListenersTest {
  @Test
  void shouldForgetCompletionPorts_whenTheyAreClosed() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    int before = machine.verifier().crashListeners();
    for (int i = 0; i < 100; i++) {
      machine.nt().close(machine.nt().createIoCompletion());
    }
    assertThat(machine.verifier().crashListeners()).isEqualTo(before);
  }
}
