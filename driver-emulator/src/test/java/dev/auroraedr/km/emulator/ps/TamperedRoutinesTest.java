package dev.auroraedr.km.emulator.ps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an attacker's writes to the table of process-notify routines bring. */
class TamperedRoutinesTest {
  private int calls;
  private final CreateProcessNotifyRoutine first = (process, info) -> calls++;
  private final CreateProcessNotifyRoutine second = (process, info) -> calls++;

  private static ProcessNotify table(Duplicate rule) {
    return new ProcessNotify(
        new KernelCalls(),
        new Verifier(),
        new MachineProfile.ProcessNotify(rule, 3),
        RegistrationGate.OPEN);
  }

  @Test
  void shouldBeGoneAsIfNeverRegistered_whenItsSlotIsCleared() {
    ProcessNotify table = table(Duplicate.REFUSED);
    table.setCreateProcessNotifyRoutineEx(first, false);
    table.setCreateProcessNotifyRoutineEx(second, false);
    assertThat(table.clearSlot(first)).isTrue();
    assertThat(table.clearSlot(first)).isFalse();
    assertThat(table.routines()).isEqualTo(List.of(second));
    table.notify(null, null);
    assertThat(calls).isEqualTo(1);
    assertThat(table.setCreateProcessNotifyRoutineEx(first, true))
        .isEqualTo(NtStatus.PROCEDURE_NOT_FOUND);
  }

  @Test
  void shouldStandTwice_whereTheSystemTakesDuplicates() {
    ProcessNotify table = table(Duplicate.SECOND_SLOT);
    table.setCreateProcessNotifyRoutineEx(first, false);
    assertThat(table.setCreateProcessNotifyRoutineEx(first, false)).isZero();
    assertThat(table.clearSlot(first)).isTrue();
    assertThat(table.routines()).isEqualTo(List.of(first));
  }

  @Test
  void shouldCallNobody_onASystemThatNeverCalls() {
    ProcessNotify table = table(Duplicate.REFUSED);
    table.neverCall();
    table.setCreateProcessNotifyRoutineEx(first, false);
    table.notify(null, null);
    assertThat(calls).isZero();
    assertThat(table.setCreateProcessNotifyRoutineEx(first, true)).isZero();
  }
}
