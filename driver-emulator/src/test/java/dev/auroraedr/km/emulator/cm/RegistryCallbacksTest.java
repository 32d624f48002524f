package dev.auroraedr.km.emulator.cm;

import static dev.auroraedr.km.emulator.cm.RegistryRig.SOFTWARE;
import static dev.auroraedr.km.emulator.cm.RegistryRig.SYSTEM;
import static dev.auroraedr.km.emulator.cm.RegistryRig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RegistryCallbacksTest {
  private static final int WARNING = 0x8000_0005;

  private final RegistryRig rig = new RegistryRig();
  private final ConfigurationManager registry = rig.registry;
  private final KeyObject key = rig.content.key(SOFTWARE + "\\K");

  private int set() {
    return rig.as(rig.program, () -> registry.nt().setValue(key, text("v"), 1, new byte[] {1, 2}));
  }

  private boolean wasSet() {
    return rig.content.value(SOFTWARE + "\\K", "v") != null;
  }

  @Test
  void shouldAskHighestFirst_withoutAltitudeAboveAll() {
    registry.registerCallbackEx(rig.noting("low", 0), "100");
    registry.registerCallbackEx(rig.noting("high", 0), "200.5");
    registry.registerCallback(rig.noting("none", 0));
    registry.registerCallbackEx(rig.noting("highest", 0), "0200.50001");
    registry.registerCallback(rig.noting("none too", 0));
    assertThat(set()).isZero();
    assertThat(rig.seen)
        .containsExactly("none 1 v", "none too 1 v", "highest 1 v", "high 1 v", "low 1 v");
  }

  @Test
  void shouldStopAtTheFirstStatusThatIsNoSuccess_andReturnItVerbatim() {
    registry.registerCallbackEx(rig.noting("low", 0), "100");
    long high = registry.registerCallbackEx(rig.noting("high", WARNING), "200").cookie();
    assertThat(set()).isEqualTo(WARNING);
    assertThat(wasSet()).isFalse();
    registry.unRegisterCallback(high);
    registry.registerCallbackEx(rig.noting("high", NtStatus.VIRUS_INFECTED), "200");
    assertThat(set()).isEqualTo(NtStatus.VIRUS_INFECTED);
    assertThat(rig.seen).containsExactly("high 1 v", "high 1 v");
  }

  @Test
  void shouldGoOnAfterAnInformationalStatus() {
    registry.registerCallbackEx(rig.noting("a", NtStatus.RPC_NT_UUID_LOCAL_ONLY), "100");
    assertThat(set()).isZero();
    assertThat(wasSet()).isTrue();
  }

  @Test
  void shouldSayDoneWithoutDoing_whenACallbackBypasses() {
    registry.registerCallbackEx(rig.noting("low", 0), "100");
    registry.registerCallbackEx(rig.noting("high", NtStatus.CALLBACK_BYPASS), "200");
    assertThat(set()).isZero();
    assertThat(wasSet()).isFalse();
    assertThat(rig.seen).containsExactly("high 1 v");
    assertThatThrownBy(() -> rig.create(rig.program, key, "x"))
        .isInstanceOf(NotModelledException.class);
  }

  @Test
  void shouldRefuseATakenAltitude_aBadOne_andAnUnknownCookie() {
    long cookie = registry.registerCallbackEx(rig.noting("a", 0), "100").cookie();
    assertThat(registry.registerCallbackEx(rig.noting("b", 0), "0100.0").status())
        .isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    for (String bad : List.of("", ".", "-1", "1e5", "1.2.3", " 1")) {
      assertThat(registry.registerCallbackEx(rig.noting("b", 0), bad).status())
          .as(bad)
          .isEqualTo(NtStatus.INVALID_PARAMETER);
    }
    assertThat(registry.unRegisterCallback(cookie)).isZero();
    assertThat(registry.unRegisterCallback(cookie)).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(registry.registered()).isZero();
    assertThat(registry.registerCallbackEx(rig.noting("b", 0), "100").cookie())
        .isNotEqualTo(cookie);
  }

  @Test
  void shouldStopTheMachine_whenACallbackRemovesItself() {
    long[] cookie = new long[1];
    cookie[0] =
        registry
            .registerCallback((type, information) -> registry.unRegisterCallback(cookie[0]))
            .cookie();
    assertThatThrownBy(this::set)
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("deadlock");
    assertThat(rig.verifier.findings()).hasSize(1);
  }

  @Test
  void shouldTellNames_forACookieThatStands_andCountThem() {
    long cookie = registry.registerCallback(rig.noting("a", 0)).cookie();
    UnicodeString path = registry.callbackGetKeyObjectId(cookie, key);
    assertThat(path).hasToString(SOFTWARE + "\\K");
    assertThat(registry.held()).containsExactly("1 names of CmCallbackGetKeyObjectIDEx");
    registry.callbackReleaseKeyObjectId(path);
    assertThat(registry.held()).isEmpty();
    assertThat(registry.callbackGetKeyObjectId(cookie + 1, key)).isNull();
    registry.unRegisterCallback(cookie);
    assertThat(registry.callbackGetKeyObjectId(cookie, key)).isNull();
    assertThat(registry.held()).isEmpty();
  }

  @Test
  void shouldAskForCreates_whetherOrNotTheKeyExists() {
    registry.registerCallback(rig.noting("a", 0));
    rig.create(rig.program, null, SOFTWARE + "\\K");
    rig.create(rig.program, key, "new");
    rig.create(rig.program, key, "");
    rig.open(rig.program, key, "new");
    rig.open(rig.program, null, "\\Device\\x");
    assertThat(rig.seen)
        .containsExactly("a 26 " + SOFTWARE + "\\K", "a 26 new", "a 26 ", "a 28 new");
  }

  @Test
  void shouldAskAgain_afterALinkAndARedirection() {
    registry.registerCallback(rig.noting("a", 0));
    rig.create(rig.program, null, SYSTEM + "\\CurrentControlSet\\Services\\x");
    rig.create(rig.narrow, null, SOFTWARE + "\\x");
    assertThat(rig.seen)
        .containsExactly(
            "a 26 " + SYSTEM + "\\CurrentControlSet\\Services\\x",
            "a 26 " + SYSTEM + "\\ControlSet001\\Services\\x",
            "a 26 " + SOFTWARE + "\\x",
            "a 26 " + SOFTWARE + "\\WOW6432Node\\x");
  }

  @Test
  void shouldTellRootAndView_ofACreate() {
    List<String> found = new ArrayList<>();
    registry.registerCallback(
        (type, information) -> {
          found.add(information.object().path() + " " + information.wow64Flags());
          return 0;
        });
    rig.create(rig.narrow, null, SOFTWARE + "\\WOW6432Node\\x");
    rig.create(rig.program, key, "y");
    assertThat(found).containsExactly("\\REGISTRY 512", key.path() + " 0");
  }

  @Test
  void shouldTellEachService_asItsOwnClass() {
    registry.registerCallback(rig.noting("a", 0));
    rig.as(rig.program, () -> registry.nt().deleteValue(key, text("v")));
    rig.as(rig.program, () -> registry.nt().queryValue(key, text("v"), new byte[0], 0));
    rig.as(rig.program, () -> registry.nt().setSecurity(key, new byte[0]));
    rig.as(rig.program, () -> registry.nt().flushKey(key));
    rig.as(rig.program, () -> registry.nt().renameKey(key, text("new")));
    rig.as(rig.program, () -> registry.nt().deleteKey(key));
    assertThat(rig.seen)
        .containsExactly("a 2 v", "a 8 v", "a 38 null", "a 30 null", "a 4 new", "a 0 null");
  }

  @Test
  void shouldWaitForACallUnderWay_beforeACallbackIsGone() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    long cookie =
        registry
            .registerCallback(
                (type, information) -> {
                  inside.countDown();
                  await(leave);
                  return NtStatus.SUCCESS;
                })
            .cookie();
    Thread writer = new Thread(this::set, "writes");
    writer.start();
    await(inside);
    Thread remover = new Thread(() -> registry.unRegisterCallback(cookie), "unregisters");
    remover.start();
    while (remover.getState() != Thread.State.WAITING) {
      assertThat(remover.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    leave.countDown();
    remover.join();
    writer.join();
    assertThat(registry.registered()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
