package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.CallbackHealth;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import org.junit.jupiter.api.Test;

/** HLT-8: which open counts as the object callback's canary. No target can be made to show it. */
class ObjectCanaryTest {
  private static final int OBJECT_HEALTH = 12;

  /** A query whose own canary can't be issued, and in whose thread this is done instead. */
  private static int health(Rig rig, Runnable instead) {
    rig.faults.at("ObOpenObjectByPointer", 1, instead);
    rig.faults.failAll("ObOpenObjectByPointer", NtStatus.ACCESS_DENIED);
    try (RigClient client = rig.client()) {
      int health =
          client.control(ControlCode.QUERY_CALLBACK_HEALTH, new byte[0], 20).u32(OBJECT_HEALTH);
      rig.faults.clear();
      return health;
    }
  }

  @Test
  void shouldCountAsSeen_anOpenOfTheOwnProcessByAKernelHandle() {
    try (Rig rig = Rig.loaded()) {
      Process own = rig.thread.process();
      Runnable open = () -> rig.machine.world().handles().openKernelHandle(rig.thread, own, 1);
      assertThat(health(rig, open)).isEqualTo(CallbackHealth.REGISTERED);
    }
  }

  @Test
  void shouldNotCount_anOpenOfAnotherProcess() {
    try (Rig rig = Rig.loaded()) {
      Process other = rig.machine.startProcess(Rig.VOLUME + "\\other.exe", Token.system());
      Runnable open = () -> rig.machine.world().handles().openKernelHandle(rig.thread, other, 1);
      assertThat(health(rig, open)).isEqualTo(CallbackHealth.NOT_REGISTERED);
    }
  }

  @Test
  void shouldNotCount_anOpenByAUserModeHandle() {
    try (Rig rig = Rig.loaded()) {
      Process own = rig.thread.process();
      Runnable open = () -> rig.machine.world().handles().open(rig.thread, own, 1);
      assertThat(health(rig, open)).isEqualTo(CallbackHealth.NOT_REGISTERED);
    }
  }

  @Test
  void shouldNotCount_anotherThreadsOpen() {
    try (Rig rig = Rig.loaded()) {
      Process own = rig.thread.process();
      var another = own.createThread();
      Runnable open = () -> rig.machine.world().handles().openKernelHandle(another, own, 1);
      assertThat(health(rig, open)).isEqualTo(CallbackHealth.NOT_REGISTERED);
    }
  }
}
