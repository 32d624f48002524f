package dev.auroraedr.km.emulator.cm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationManagerTest {
  private static final KeyInformation NOTHING = new KeyInformation(null, null, 0, 0);

  private final KernelCalls calls = new KernelCalls();
  private final ConfigurationManager registry = new ConfigurationManager(calls);
  private final List<String> seen = new ArrayList<>();

  private RegistryCallbackFunction noting(String name, int status) {
    return (notifyClass, information) -> {
      seen.add(name);
      return status;
    };
  }

  @Test
  void shouldAskHighestFirst_withoutAltitudeAboveAll() {
    registry.registerCallbackEx(noting("low", 0), "100");
    registry.registerCallbackEx(noting("high", 0), "200.5");
    registry.registerCallback(noting("none 1", 0));
    registry.registerCallback(noting("none 2", 0));
    assertThat(registry.notify(NotifyClass.PRE_SET_VALUE_KEY, NOTHING)).isZero();
    assertThat(seen).containsExactly("none 1", "none 2", "high", "low");
  }

  @Test
  void shouldStopAtTheFirstRefusal_andReturnIt() {
    registry.registerCallbackEx(noting("low", 0), "100");
    registry.registerCallbackEx(noting("high", NtStatus.ACCESS_DENIED), "200");
    assertThat(registry.notify(NotifyClass.PRE_SET_VALUE_KEY, NOTHING))
        .isEqualTo(NtStatus.ACCESS_DENIED);
    assertThat(seen).containsExactly("high");
  }

  @Test
  void shouldRefuseATakenAltitude_andAnUnknownCookie() {
    long cookie = registry.registerCallbackEx(noting("a", 0), "100").cookie();
    assertThat(registry.registerCallbackEx(noting("b", 0), "0100.0").status())
        .isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    assertThat(registry.unRegisterCallback(cookie)).isZero();
    assertThat(registry.unRegisterCallback(cookie)).isEqualTo(NtStatus.INVALID_PARAMETER);
    assertThat(registry.registered()).isZero();
  }

  @Test
  void shouldOpenOnlyWhatExists_askingTheCallbacksFirst() {
    registry.registerCallback(noting("seen", 0));
    UnicodeString path = UnicodeString.of("\\REGISTRY\\MACHINE\\x");
    assertThat(registry.openKey(path)).isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    registry.keys().add(UnicodeString.of("\\Registry\\Machine\\X"));
    assertThat(registry.openKey(path)).isZero();
    assertThat(seen).hasSize(2);
  }
}
