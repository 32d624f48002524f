package dev.auroraedr.km.emulator.ob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.Verifier;
import org.junit.jupiter.api.Test;

/** What an attacker's writes to the list of object callbacks bring. */
class TamperedCallbacksTest {
  private final ObjectCallbacks callbacks =
      new ObjectCallbacks(new KernelCalls(), new Verifier(), RegistrationGate.OPEN);
  private final int[] calls = new int[1];

  private ObjectCallbacks.Registration register() {
    return callbacks.registerCallbacks("385000", information -> calls[0]++).registration();
  }

  private int callsOfAnOpen() {
    int before = calls[0];
    callbacks.preOperation(PreOperationInformation.create(null, false, 0x20));
    return calls[0] - before;
  }

  @Test
  void shouldNotBeCalledAndFreeItsAltitude_whenUnlinked() {
    ObjectCallbacks.Registration first = register();
    callbacks.unlink(first);
    assertThat(callsOfAnOpen()).isZero();
    assertThat(register()).isNotNull();
    callbacks.relink(first);
    assertThat(callsOfAnOpen()).isEqualTo(2);
    assertThat(callbacks.registrations()).hasSize(2);
  }

  @Test
  void shouldUnregisterQuietly_whenUnlinkedBefore() {
    ObjectCallbacks.Registration first = register();
    callbacks.unlink(first);
    callbacks.unRegisterCallbacks(first);
    assertThat(callbacks.registered()).isZero();
  }

  @Test
  void shouldKeepItsAltitude_whenSilenced() {
    ObjectCallbacks.Registration first = register();
    first.silence();
    assertThat(callsOfAnOpen()).isZero();
    assertThat(register()).isNull();
  }

  @Test
  void shouldCallNobody_onASystemThatNeverCalls() {
    callbacks.neverCall();
    register();
    assertThat(callsOfAnOpen()).isZero();
    assertThat(callbacks.registered()).isEqualTo(1);
  }
}
