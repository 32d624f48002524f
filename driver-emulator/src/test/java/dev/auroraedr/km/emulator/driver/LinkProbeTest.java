package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.NtRegistry;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * REG-6 at a symbolic link that leads nowhere: it exists as itself alone. No target makes links.
 */
class LinkProbeTest {
  private static final String PARENT = "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Vault";
  private static final String NOWHERE = "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Nowhere";

  /** Status of a creation of the link, by its whole name or from its parent. */
  private static int create(Rig rig, boolean relative, int attributes) {
    KeyObject parent = rig.machine.world().registry().key(PARENT);
    UnicodeString name = UnicodeString.of(relative ? "Link" : PARENT + "\\Link");
    Function<NtRegistry, Integer> creation =
        nt -> nt.createKey(relative ? parent : null, name, 0, attributes).status();
    return rig.machine.world().registry().as(rig.thread, creation::apply);
  }

  private static Rig blocking() {
    Rig rig = Rig.boot();
    rig.setPolicy("BlockedKeys", PARENT);
    rig.machine.kernel().callbacks().registry().content().link(PARENT + "\\Link", NOWHERE);
    assertThat(rig.load(DriverParts.standard())).isZero();
    return rig;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLetPass_anOpenOfTheLinkItself(boolean relative) {
    try (Rig rig = blocking();
        RigClient client = rig.client()) {
      Token token = client.open(EventMask.REGISTRY, 0);
      assertThat(create(rig, relative, KeyInformation.OBJ_OPENLINK)).isEqualTo(NtStatus.SUCCESS);
      RigClient.Call stop = client.stop(token);
      assertThat(stop.u64(8) + stop.u64(16)).as("events and losses").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuse_aCreationThroughIt(boolean relative) {
    try (Rig rig = blocking()) {
      assertThat(create(rig, relative, 0)).isEqualTo(NtStatus.ACCESS_DENIED);
    }
  }
}
