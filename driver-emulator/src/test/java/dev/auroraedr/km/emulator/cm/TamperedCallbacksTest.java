package dev.auroraedr.km.emulator.cm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.rtl.Altitude;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an attacker's writes to the list of registry callbacks bring. */
class TamperedCallbacksTest {
  private final RegistryCallbacks callbacks = new RegistryCallbacks(new Verifier());
  private int calls;

  private RegisterCallbackResult register() {
    return callbacks.register(
        Altitude.parse("385000"),
        (notifyClass, information) -> {
          calls++;
          return NtStatus.SUCCESS;
        });
  }

  private int callsOfAnOpen() {
    int before = calls;
    callbacks.notify(NotifyClass.PRE_OPEN_KEY_EX, null);
    return calls - before;
  }

  @Test
  void shouldNotBeCalledAndFreeItsAltitude_whenUnlinked() {
    long first = register().cookie();
    callbacks.unlink(first);
    assertThat(callsOfAnOpen()).isZero();
    long second = register().cookie();
    callbacks.relink(first);
    assertThat(callsOfAnOpen()).isEqualTo(2);
    assertThat(callbacks.standing().keySet()).isEqualTo(Set.of(first, second));
  }

  @Test
  void shouldRefuseItsCookie_whenUnlinked() {
    long first = register().cookie();
    callbacks.unlink(first);
    assertThat(callbacks.isRegistered(first)).isFalse();
    assertThat(callbacks.unregister(first)).isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldKeepItsAltitude_whenSilenced() {
    callbacks.silence(register().cookie());
    assertThat(callsOfAnOpen()).isZero();
    assertThat(register().status()).isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
  }

  @Test
  void shouldCallNobody_onASystemThatNeverCalls() {
    callbacks.neverCall();
    assertThat(register().status()).isZero();
    assertThat(callsOfAnOpen()).isZero();
  }
}
