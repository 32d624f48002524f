package dev.auroraedr.km.emulator.ps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessNotifyTest {
  private final ProcessNotify table =
      new ProcessNotify(
          new KernelCalls(),
          new Verifier(),
          new MachineProfile.ProcessNotify(Duplicate.REFUSED, 64),
          RegistrationGate.OPEN);

  @Test
  void shouldTakeSixtyFourRoutines_andNoMore() {
    for (int i = 0; i < 64; i++) {
      assertThat(table.setCreateProcessNotifyRoutineEx(new Counting(), false)).isZero();
    }
    assertThat(table.setCreateProcessNotifyRoutineEx(new Counting(), false))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(table.registered()).isEqualTo(64);
  }

  @Test
  void shouldRefuseASecondRegistration_andTheRemovalOfNone() {
    Counting routine = new Counting();
    assertThat(table.setCreateProcessNotifyRoutineEx(routine, true))
        .isEqualTo(NtStatus.PROCEDURE_NOT_FOUND);
    assertThat(table.setCreateProcessNotifyRoutineEx(routine, false)).isZero();
    assertThat(table.setCreateProcessNotifyRoutineEx(routine, false))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(table.setCreateProcessNotifyRoutineEx(routine, true)).isZero();
    table.notify(null, null);
    assertThat(routine.calls).isZero();
  }

  @Test
  void shouldCallInSlotOrder_reusingTheFirstFreeOne() {
    List<Counting> order = new ArrayList<>();
    Counting first = new Counting(order);
    Counting second = new Counting(order);
    Counting third = new Counting(order);
    table.setCreateProcessNotifyRoutineEx(first, false);
    table.setCreateProcessNotifyRoutineEx(second, false);
    table.setCreateProcessNotifyRoutineEx(first, true);
    table.setCreateProcessNotifyRoutineEx(third, false);
    table.notify(null, null);
    assertThat(order).containsExactly(third, second);
  }

  private static final class Counting implements CreateProcessNotifyRoutine {
    private final List<Counting> order;
    private int calls;

    Counting() {
      this(new ArrayList<>());
    }

    Counting(List<Counting> order) {
      this.order = order;
    }

    @Override
    public void call(Process process, CreateNotifyInfo info) {
      calls++;
      order.add(this);
    }
  }
}
