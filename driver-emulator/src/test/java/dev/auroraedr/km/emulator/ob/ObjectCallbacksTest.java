package dev.auroraedr.km.emulator.ob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.Verifier;
import org.junit.jupiter.api.Test;

class ObjectCallbacksTest {
  private final ObjectCallbacks callbacks =
      new ObjectCallbacks(new KernelCalls(), new Verifier(), RegistrationGate.OPEN);

  @Test
  void shouldShowEachCallbackWhatTheHigherLeft_andTheOriginal() {
    int[] seen = new int[2];
    callbacks.registerCallbacks(
        "1",
        information -> {
          seen[0] = information.desiredAccess();
          seen[1] = information.originalDesiredAccess();
        });
    callbacks.registerCallbacks("2", information -> information.setDesiredAccess(~1));
    PreOperationInformation open = PreOperationInformation.create(null, false, 0x21);
    callbacks.preOperation(open);
    assertThat(seen).containsExactly(0x20, 0x21);
  }

  @Test
  void shouldNotAddRights_whenACallbackTries() {
    callbacks.registerCallbacks("1", information -> information.setDesiredAccess(-1));
    PreOperationInformation open = PreOperationInformation.create(null, false, 0x20);
    callbacks.preOperation(open);
    assertThat(open.desiredAccess()).isEqualTo(0x20);
  }

  @Test
  void shouldRefuseATakenAltitude_untilItIsFree() {
    ObjectCallbacks.Result first = callbacks.registerCallbacks("385000", information -> {});
    assertThat(callbacks.registerCallbacks("0385000.0", information -> {}).status())
        .isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    callbacks.unRegisterCallbacks(first.registration());
    assertThat(callbacks.registerCallbacks("385000", information -> {}).status()).isZero();
    assertThat(callbacks.registered()).isEqualTo(1);
  }
}
