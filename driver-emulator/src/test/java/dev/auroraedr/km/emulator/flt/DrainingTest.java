package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import org.junit.jupiter.api.Test;

/** Operations that are below a filter when its instance goes. */
class DrainingTest {
  private final FilterRig rig = new FilterRig(AltitudeCollision.REGISTER);
  private final FilterManager manager = rig.manager;

  @Test
  void shouldDrainWhatIsBelow_whenTheFilterUnregisters() {
    Filter going = rig.started("2", PreOperation.SUCCESS_WITH_CALLBACK);
    rig.started("1", PreOperation.SUCCESS_WITH_CALLBACK);
    CallbackData held = rig.create();
    assertThat(manager.descend(held)).isTrue();
    manager.unregisterFilter(going);
    assertThat(rig.seen).containsExactly("pre 2", "pre 1", "draining 2");
    held.setStatus(NtStatus.SUCCESS);
    assertThat(manager.ascend(held)).isTrue();
    assertThat(rig.seen).endsWith("draining 2", "post 1");
  }

  @Test
  void shouldDrainOneVolumeOnly_whenItIsDismounted() {
    rig.started("2", PreOperation.SUCCESS_WITH_CALLBACK);
    CallbackData onSystem = rig.create();
    CallbackData onData = rig.create(rig.data);
    manager.descend(onSystem);
    manager.descend(onData);
    manager.dismount(rig.data);
    manager.ascend(onData);
    manager.ascend(onSystem);
    assertThat(rig.seen).containsExactly("pre 2", "pre 2", "draining 2", "post 2");
  }

  @Test
  void shouldNotShowAnOperation_toAFilterThatAttachedWhileItWasBelow() {
    CallbackData held = rig.create();
    manager.descend(held);
    rig.started("1", PreOperation.SUCCESS_WITH_CALLBACK);
    manager.ascend(held);
    assertThat(rig.seen).isEmpty();
  }
}
