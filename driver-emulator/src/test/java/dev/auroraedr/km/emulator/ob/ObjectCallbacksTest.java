package dev.auroraedr.km.emulator.ob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.RegistrationGate;
import dev.auroraedr.km.emulator.ke.Verifier;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void shouldRefuse_whatIsNoRegistration() {
    for (String altitude : new String[] {"", ".", "-1", "385000x", "1e5", "1.2.3", " 1"}) {
      assertThat(callbacks.registerCallbacks(altitude, information -> {}).status())
          .as(altitude)
          .isEqualTo(NtStatus.INVALID_PARAMETER);
    }
    assertThat(register(0x0101, CallbackRegistration.CREATE)).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(register(CallbackRegistration.VERSION, 0)).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(register(CallbackRegistration.VERSION, 4)).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(callbacks.registered()).isZero();
  }

  private int register(int version, int operations) {
    return callbacks
        .registerCallbacks(
            new CallbackRegistration(version, "385000", operations, information -> {}))
        .status();
  }

  @Test
  void shouldCallTheHighestAltitudeFirst_whateverItsLength() {
    List<String> order = new ArrayList<>();
    for (String altitude : List.of("9", "100000000000000000000", "385000.5", "385000", "0385001")) {
      callbacks.registerCallbacks(altitude, information -> order.add(altitude));
    }
    callbacks.preOperation(PreOperationInformation.create(null, false, 1));
    assertThat(order)
        .containsExactly("100000000000000000000", "0385001", "385000.5", "385000", "9");
  }

  @Test
  void shouldCall_onlyForTheOperationsAskedFor() {
    int[] calls = new int[2];
    callbacks.registerCallbacks(
        new CallbackRegistration(
            CallbackRegistration.VERSION,
            "1",
            CallbackRegistration.CREATE,
            information -> calls[0]++));
    callbacks.registerCallbacks(
        new CallbackRegistration(
            CallbackRegistration.VERSION,
            "2",
            CallbackRegistration.DUPLICATE,
            information -> calls[1]++));
    callbacks.preOperation(PreOperationInformation.create(null, false, 1));
    assertThat(calls).containsExactly(1, 0);
  }

  @Test
  void shouldAskTheGate_beforeACallbackIsTaken() {
    ObjectCallbacks gated =
        new ObjectCallbacks(new KernelCalls(), new Verifier(), routine -> NtStatus.ACCESS_DENIED);
    assertThat(gated.registerCallbacks("1", information -> {}).status())
        .isEqualTo(NtStatus.ACCESS_DENIED);
  }

  @Test
  void shouldStopTheMachine_whenACallbackRemovesItself() {
    ObjectCallbacks.Registration[] own = new ObjectCallbacks.Registration[1];
    own[0] =
        callbacks
            .registerCallbacks("1", information -> callbacks.unRegisterCallbacks(own[0]))
            .registration();
    PreOperationInformation open = PreOperationInformation.create(null, false, 1);
    assertThatThrownBy(() -> callbacks.preOperation(open)).isInstanceOf(BugCheckException.class);
  }
}
