package dev.auroraedr.km.emulator.ps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.Duplicate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ProcessNotifyTest {
  private final ProcessNotify table =
      table(Duplicate.REFUSED, new Verifier(), RegistrationGate.OPEN);

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

  @Test
  void shouldTakeASecondSlot_whereTheMachineDoesNotRefuseDuplicates() {
    ProcessNotify twice = table(Duplicate.SECOND_SLOT, new Verifier(), RegistrationGate.OPEN);
    Counting routine = new Counting();
    assertThat(twice.setCreateProcessNotifyRoutineEx(routine, false)).isZero();
    assertThat(twice.setCreateProcessNotifyRoutineEx(routine, false)).isZero();
    twice.notify(null, null);
    assertThat(routine.calls).isEqualTo(2);
    assertThat(twice.setCreateProcessNotifyRoutineEx(routine, true)).isZero();
    twice.notify(null, null);
    assertThat(routine.calls).isEqualTo(3);
    assertThat(twice.setCreateProcessNotifyRoutineEx(routine, true)).isZero();
    assertThat(twice.setCreateProcessNotifyRoutineEx(routine, true))
        .isEqualTo(NtStatus.PROCEDURE_NOT_FOUND);
  }

  @Test
  void shouldCountImageNames_untilTheyAreFreed() {
    Process process =
        new ProcessManager(SystemClock.virtual())
            .createProcess(new ProcessSpec("\\Device\\x.exe", Token.system(), false, null));
    UnicodeString first = table.locateImageName(process);
    UnicodeString second = table.locateImageName(process);
    assertThat(first).hasToString("\\Device\\x.exe");
    assertThat(table.imageNames()).isEqualTo(2);
    table.freeImageName(first);
    table.freeImageName(second);
    assertThat(table.imageNames()).isZero();
    assertThatThrownBy(() -> table.freeImageName(second))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("freed already");
    assertThatThrownBy(() -> table.freeImageName(null)).isInstanceOf(BugCheckException.class);
  }

  @Test
  void shouldAskTheGate_beforeARoutineIsTaken() {
    ProcessNotify gated =
        table(Duplicate.REFUSED, new Verifier(), routine -> NtStatus.ACCESS_DENIED);
    assertThat(gated.setCreateProcessNotifyRoutineEx(new Counting(), false))
        .isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(gated.registered()).isZero();
  }

  @Test
  void shouldStopTheMachine_whenARoutineRemovesItself() {
    Verifier verifier = new Verifier();
    ProcessNotify own = table(Duplicate.REFUSED, verifier, RegistrationGate.OPEN);
    CreateProcessNotifyRoutine[] routine = new CreateProcessNotifyRoutine[1];
    routine[0] = (process, info) -> own.setCreateProcessNotifyRoutineEx(routine[0], true);
    own.setCreateProcessNotifyRoutineEx(routine[0], false);
    assertThatThrownBy(() -> own.notify(null, null)).isInstanceOf(BugCheckException.class);
    assertThat(verifier.findings()).anyMatch(finding -> finding.contains("waits for itself"));
  }

  @Test
  void shouldLetARoutineRemoveAnother_fromWithin() {
    Counting other = new Counting();
    table.setCreateProcessNotifyRoutineEx(
        (process, info) -> table.setCreateProcessNotifyRoutineEx(other, true), false);
    table.setCreateProcessNotifyRoutineEx(other, false);
    table.notify(null, null);
    assertThat(other.calls).isZero();
  }

  @Test
  void shouldWaitForACallUnderWay_whenARoutineIsRemoved() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    CreateProcessNotifyRoutine slow =
        (process, info) -> {
          inside.countDown();
          awaitQuietly(leave);
          left.set(true);
        };
    table.setCreateProcessNotifyRoutineEx(slow, false);
    Thread caller = new Thread(() -> table.notify(null, null));
    caller.start();
    inside.await();
    boolean[] leftBefore = new boolean[1];
    Thread remover =
        new Thread(
            () -> {
              table.setCreateProcessNotifyRoutineEx(slow, true);
              leftBefore[0] = left.get();
            });
    remover.start();
    while (remover.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    leave.countDown();
    remover.join();
    caller.join();
    assertThat(leftBefore[0]).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ProcessNotify table(Duplicate rule, Verifier verifier, RegistrationGate gate) {
    return new ProcessNotify(
        new KernelCalls(), verifier, new MachineProfile.ProcessNotify(rule, 64), gate);
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
