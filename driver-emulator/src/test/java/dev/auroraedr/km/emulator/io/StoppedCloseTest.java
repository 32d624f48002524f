package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import java.lang.ref.WeakReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that stops while a handle to a synchronous file object is closed. */
class StoppedCloseTest {
  private static final int ATTEMPTS = 50;

  @ParameterizedTest
  @ValueSource(ints = {MajorFunction.CLEANUP, MajorFunction.CLOSE})
  void shouldForgetTheMachine(int function) {
    WeakReference<EmulatedMachine> machine = stoppedIn(function);
    for (int i = 0; i < ATTEMPTS && machine.get() != null; i++) {
      System.gc();
    }
    assertThat(machine.get()).isNull();
  }

  private static WeakReference<EmulatedMachine> stoppedIn(int function) {
    EchoMachine echo = new EchoMachine(MachineOptions.deterministic(1), new EchoDriver());
    echo.driverObject.setMajorFunction(
        function,
        (device, irp) -> {
          throw echo.machine.verifier().violation("on purpose");
        });
    echo.open();
    long handle = echo.openSynchronous();
    assertThatThrownBy(() -> echo.close(handle)).hasMessageContaining("on purpose");
    echo.machine.close();
    return new WeakReference<>(echo.machine);
  }
}
