package dev.auroraedr.km.emulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.flt.CallbackData;
import dev.auroraedr.km.emulator.flt.FilterCallbacks;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.PreOperation;
import dev.auroraedr.km.emulator.io.MajorFunction;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Operations one in the other, and those that a filter stops in the middle. */
class FileWorldTest {
  private static final int ATTEMPTS = 50;

  private final List<String> seen = new ArrayList<>();

  private static FileWorld files(EmulatedMachine machine) {
    return machine.world().files();
  }

  private static void create(EmulatedMachine machine, FilterFile file) {
    assertThat(files(machine).create(null, file, 0, 0)).isEqualTo(NtStatus.SUCCESS);
  }

  private static void filter(
      EmulatedMachine machine, int function, FilterCallbacks.Pre pre, FilterCallbacks.Post post) {
    FilterManager manager = machine.kernel().callbacks().flt();
    FilterRegistration registration =
        new FilterRegistration("1", Map.of(function, new FilterCallbacks(pre, post)));
    assertThat(manager.startFiltering(manager.registerFilter(registration).filter())).isZero();
  }

  private void note(String when, CallbackData data) {
    seen.add(when + " " + data.file().fileName());
  }

  @Test
  void shouldShowTheOuterOperationOnItsWayUp_whenAFilterOpensAnotherFile() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    FilterFile outer = files(machine).file(0, "\\outer");
    FilterFile inner = files(machine).file(0, "\\inner");
    filter(
        machine,
        MajorFunction.CREATE,
        data -> {
          note("down", data);
          if (data.file() == outer) {
            create(machine, inner);
          }
          return PreOperation.SUCCESS_WITH_CALLBACK;
        },
        (data, context, flags) -> note("up", data));
    create(machine, outer);
    assertThat(seen).containsExactly("down \\outer", "down \\inner", "up \\inner", "up \\outer");
  }

  @Test
  void shouldForgetTheMachine_whenAFilterStopsAFastWriteOnItsWayUp() {
    WeakReference<EmulatedMachine> machine = stoppedInAFastWrite();
    for (int i = 0; i < ATTEMPTS && machine.get() != null; i++) {
      System.gc();
    }
    assertThat(machine.get()).isNull();
  }

  private static WeakReference<EmulatedMachine> stoppedInAFastWrite() {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
    filter(
        machine,
        MajorFunction.WRITE,
        data -> PreOperation.SUCCESS_WITH_CALLBACK,
        (data, context, flags) -> {
          throw machine.verifier().bugCheck(0xD1, "DRIVER_IRQL_NOT_LESS_OR_EQUAL", "on purpose");
        });
    FilterFile file = files(machine).file(0, "\\a");
    assertThatThrownBy(() -> files(machine).fastWrite(null, file, 1, 0))
        .hasMessageContaining("on purpose");
    machine.close();
    return new WeakReference<>(machine);
  }
}
