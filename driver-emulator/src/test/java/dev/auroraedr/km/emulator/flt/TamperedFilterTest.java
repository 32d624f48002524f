package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.io.MajorFunction;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import org.junit.jupiter.api.Test;

/** A filter that is patched to do nothing, and a filter manager that offers no volume. */
class TamperedFilterTest {
  private final FilterRig rig = new FilterRig(AltitudeCollision.REGISTER);

  private void create() {
    FilterFile file = new FilterFile(rig.system, FilterFile.Kind.FILE, "\\a.exe");
    rig.manager.run(new CallbackData().begin(MajorFunction.CREATE, null, file), 0);
  }

  @Test
  void shouldKeepItsInstancesAndSeeNothing_whenSilenced() {
    Filter filter = rig.started("385000", PreOperation.SUCCESS_NO_CALLBACK);
    filter.setSilenced(true);
    create();
    assertThat(rig.seen).isEmpty();
    assertThat(rig.manager.instanceOn(filter, rig.system)).isTrue();
    filter.setSilenced(false);
    create();
    assertThat(rig.seen).containsExactly("pre 385000");
  }

  @Test
  void shouldStartWithoutAnyInstance_whereNoVolumeIsOffered() {
    rig.manager.offerNothing();
    Filter filter = rig.started("385000", PreOperation.SUCCESS_NO_CALLBACK);
    create();
    assertThat(rig.seen).isEmpty();
    assertThat(rig.manager.enumerateInstances(filter).count()).isZero();
  }

  @Test
  void shouldTellTheNameThatAFileWasOpenedBy() {
    assertThat(new FilterFile(rig.system, FilterFile.Kind.FILE, "\\d\\a.exe").fileName())
        .hasToString("\\d\\a.exe");
  }
}
