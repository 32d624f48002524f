package dev.auroraedr.km.emulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessNotify;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.ProcessWorld.Started;
import dev.auroraedr.km.fixtures.MachineProfile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts and exits by Windows' rules, with the test's own notify routines. */
class ProcessWorldTest {
  private static final String IMAGE = "\\Device\\HarddiskVolume3\\x.exe";

  private final List<String> told = new ArrayList<>();
  private EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
  private KThread creator = creator();

  private KThread creator() {
    return machine.startProcess("\\creator.exe", Token.administrator()).createThread();
  }

  private ProcessNotify notifyTable() {
    return machine.kernel().callbacks().process();
  }

  private void register(CreateProcessNotifyRoutine routine) {
    assertThat(notifyTable().setCreateProcessNotifyRoutineEx(routine, false)).isZero();
  }

  private void answer(int status) {
    register(
        (process, info) -> {
          told.add(info == null ? "exit" : "create " + Integer.toHexString(info.creationStatus()));
          if (info != null) {
            info.setCreationStatus(status);
          }
        });
  }

  private ProcessSpec spec(Process parent) {
    return new ProcessSpec(IMAGE, Token.administrator(), false, parent);
  }

  private Started start(StartOptions options) {
    return machine.world().processes().startWith(creator, spec(null), options);
  }

  private Started start() {
    return start(StartOptions.of("x", IMAGE));
  }

  @Test
  void shouldRefuse_onlyByAnError() {
    answer(NtStatus.BUFFER_OVERFLOW);
    assertThat(start().status()).isZero();
    answer(NtStatus.TIMEOUT);
    assertThat(start().status()).isZero();
    answer(NtStatus.ACCESS_DENIED);
    Started refused = start();
    assertThat(refused.status()).isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(refused.process().terminated()).isTrue();
    assertThat(machine.ps().lookup(refused.process().processId())).isNull();
  }

  @Test
  void shouldGiveTheCreator_whatTheLastRoutineSet() {
    answer(NtStatus.ACCESS_DENIED);
    answer(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(start().status()).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(told).startsWith("create 0", "create c0000022");
    answer(NtStatus.SUCCESS);
    assertThat(start().status()).isZero();
  }

  @Test
  void shouldTellTheExitOfARefusedProcess_whereTheMachineDoes() {
    answer(NtStatus.ACCESS_DENIED);
    start();
    assertThat(told).containsExactly("create 0", "exit");
    told.clear();
    MachineProfile profile = machine.options().profile();
    MachineProfile.ProcessNotify silent =
        new MachineProfile.ProcessNotify(profile.processNotify().duplicate(), 64, false);
    machine =
        EmulatedMachine.boot(
            MachineOptions.deterministic(1).withProfile(profile.withProcessNotify(silent)));
    creator = creator();
    answer(NtStatus.ACCESS_DENIED);
    start();
    assertThat(told).containsExactly("create 0");
  }

  @Test
  void shouldTellNobody_ofAMinimalProcess() {
    answer(NtStatus.ACCESS_DENIED);
    ProcessSpec minimal = new ProcessSpec("", Token.administrator(), false, null, true);
    Started started = machine.world().processes().start(creator, minimal, null);
    machine.world().processes().exit(started.process().createThread());
    assertThat(started.status()).isZero();
    assertThat(told).isEmpty();
  }

  @Test
  void shouldRunRoutines_inTheCreatorsAndTheLastThread() {
    List<KThread> threads = new ArrayList<>();
    List<Integer> ids = new ArrayList<>();
    Process parent = machine.startProcess("\\parent.exe", Token.administrator());
    register(
        (process, info) -> {
          threads.add(machine.ps().currentThread());
          if (info != null) {
            ids.addAll(List.of(info.parentProcessId(), info.creatingProcessId()));
            assertThat(info.creatingThreadId()).isEqualTo(creator.threadId());
            assertThat(info.isSubsystemProcess()).isFalse();
          }
        });
    Process made = machine.world().processes().start(creator, spec(parent), "x").process();
    KThread last = made.createThread();
    machine.world().processes().exit(last);
    assertThat(threads).containsExactly(creator, last);
    assertThat(ids).containsExactly(parent.processId(), creator.process().processId());
  }

  @Test
  void shouldTellNames_asTheCreatorWroteThem() {
    register(
        (process, info) -> {
          if (info != null) {
            told.add(info.imageFileName() + " " + info.fileOpenNameAvailable());
            told.add(String.valueOf(info.commandLine()));
            told.add(notifyTable().locateImageName(process).toString());
          }
        });
    start(new StartOptions(null, "\\??\\C:\\x.exe", true, false, false, 0));
    start(new StartOptions("", null, false, false, false, 0));
    assertThat(told)
        .containsExactly("\\??\\C:\\x.exe true", "null", IMAGE, "null false", "", IMAGE);
  }

  @Test
  void shouldMakeTheCreatorsHandle_anOpenLikeAnyOther() {
    List<Integer> asked = new ArrayList<>();
    machine
        .kernel()
        .callbacks()
        .object()
        .registerCallbacks(
            "1",
            information -> {
              asked.add(information.originalDesiredAccess());
              information.setDesiredAccess(~1);
            });
    Started started = start();
    assertThat(asked).containsExactly(0x1FFFFF);
    assertThat(started.creatorAccess()).isEqualTo(0x1FFFFE);
    assertThat(machine.world().handles().handleTo(creator.process(), started.process())).isNull();
    Started kept = start(new StartOptions("x", IMAGE, true, false, true, 0));
    assertThat(machine.world().handles().handleTo(creator.process(), kept.process())).isNotNull();
  }

  @Test
  void shouldGiveAnIdOutAgain_onlyOnceItIsFree() {
    Process first = start().process();
    StartOptions again = new StartOptions("x", IMAGE, true, false, false, first.processId());
    assertThatThrownBy(() -> start(again)).isInstanceOf(IllegalArgumentException.class);
    machine.world().processes().exit(first.createThread());
    Process second = start(again).process();
    assertThat(second.processId()).isEqualTo(first.processId());
    assertThat(machine.ps().lookup(first.processId())).isSameAs(second);
    StartOptions never = new StartOptions("x", IMAGE, true, false, false, 1_000_000);
    assertThatThrownBy(() -> start(never)).isInstanceOf(IllegalArgumentException.class);
  }
}
