package dev.auroraedr.km.emulator.flt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Altitudes, volumes and the instances on them. */
class InstancesTest {
  private static final int PASS = PreOperation.SUCCESS_NO_CALLBACK;

  private final FilterRig attach = new FilterRig(AltitudeCollision.ATTACH);

  @ParameterizedTest
  @CsvSource({"385000,true", "0385000,true", "385000.0,true", "385000.5,false"})
  void shouldCompareAltitudes_asDecimalNumbers(String altitude, boolean collides) {
    FilterRig rig = new FilterRig(AltitudeCollision.REGISTER);
    rig.registered(rig.noting("385000", PASS));
    int status = rig.manager.registerFilter(rig.noting(altitude, PASS)).status();
    assertThat(status)
        .isEqualTo(collides ? NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION : NtStatus.SUCCESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-1", "1e3", " 1", "1.2.3"})
  void shouldRefuseWhatIsNoAltitude(String text) {
    assertThat(attach.manager.registerFilter(attach.noting(text, PASS)).status())
        .isEqualTo(NtStatus.INVALID_PARAMETER);
    Filter filter = attach.started("1", PASS);
    assertThat(attach.manager.attachVolumeAtAltitude(filter, attach.data, text))
        .isEqualTo(NtStatus.INVALID_PARAMETER);
  }

  @Test
  void shouldFailTheStart_whereTheProfileSaysSo() {
    FilterRig rig = new FilterRig(AltitudeCollision.START);
    rig.started("385000", PASS);
    Filter second = rig.registered(rig.noting("385000", PASS));
    assertThat(rig.manager.startFiltering(second))
        .isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    assertThat(rig.manager.attachVolume(second, rig.data)).isEqualTo(NtStatus.FLT_FILTER_NOT_READY);
  }

  @Test
  void shouldAttachSilentlyNowhere_whenTheAltitudeIsTaken() {
    attach.started("385000", PASS);
    Filter second = attach.started("385000.00", PASS);
    assertThat(attach.manager.enumerateInstances(second).count()).isZero();
    assertThat(attach.manager.attachVolume(second, attach.system))
        .isEqualTo(NtStatus.OBJECT_NAME_COLLISION);
    assertThat(attach.manager.attachVolumeAtAltitude(second, attach.system, "0385000"))
        .isEqualTo(NtStatus.FLT_INSTANCE_ALTITUDE_COLLISION);
    assertThat(attach.manager.attachVolumeAtAltitude(second, attach.system, "385000.5"))
        .isEqualTo(NtStatus.SUCCESS);
    assertThat(attach.manager.attachVolume(second, attach.system))
        .isEqualTo(NtStatus.FLT_INSTANCE_NAME_COLLISION);
  }

  @Test
  void shouldCollideOnOneVolumeOnly_whenTheOtherFilterStandsThere() {
    FilterRegistration there =
        attach
            .noting("385000", PASS)
            .withInstances(new InstanceCallbacks(this::onlyOnRemovable, null, null));
    attach.started(there);
    Filter second = attach.started("385000", PASS);
    assertThat(attach.manager.instanceOn(second, attach.system)).isTrue();
    assertThat(attach.manager.instanceOn(second, attach.data)).isFalse();
  }

  private int onlyOnRemovable(Volume volume) {
    return volume.kind() == VolumeKind.REMOVABLE ? NtStatus.SUCCESS : NtStatus.FLT_DO_NOT_ATTACH;
  }

  @Test
  void shouldOfferPipesAndDirectAccess_onlyToThoseWhoAskForThem() {
    Volume dax = new Volume("\\Device\\HarddiskVolume9", VolumeKind.FIXED, true);
    attach.manager.mount(dax);
    Filter plain = attach.started("1", PASS);
    Filter asking =
        attach.started(
            attach
                .noting("2", PASS)
                .withFlags(
                    FilterRegistration.SUPPORT_DAX_VOLUME | FilterRegistration.SUPPORT_NPFS_MSFS));
    assertThat(attach.manager.volumesOfferedTo(plain)).containsExactly(attach.system, attach.data);
    assertThat(attach.manager.volumesOfferedTo(asking))
        .containsExactly(attach.system, attach.data, attach.pipes, dax);
    assertThat(attach.manager.enumerateInstances(asking).count()).isEqualTo(4);
    assertThat(attach.manager.attachVolume(plain, attach.pipes))
        .isEqualTo(NtStatus.FLT_DO_NOT_ATTACH);
  }

  @Test
  void shouldAttachToAVolumeMountedLater_unlessItCollidesThere() {
    Filter first = attach.started("5", PASS);
    Filter second = attach.started("5", PASS);
    Filter silent = attach.registered(attach.noting("6", PASS));
    Volume later = new Volume("\\Device\\HarddiskVolume7");
    attach.manager.mount(later);
    assertThat(attach.manager.instanceOn(first, later)).isTrue();
    assertThat(attach.manager.instanceOn(second, later)).isFalse();
    assertThat(attach.manager.instanceOn(silent, later)).isFalse();
    attach.manager.dismount(later);
    assertThat(attach.manager.instanceOn(first, later)).isFalse();
    assertThat(attach.manager.volumes()).doesNotContain(later);
    assertThat(attach.manager.attachVolume(first, later)).isEqualTo(NtStatus.FLT_DELETING_OBJECT);
  }

  @Test
  void shouldRefuseAManualDetach_withoutAQueryTeardownRoutine() {
    List<Volume> gone = new ArrayList<>();
    Filter deaf = attach.started("1", PASS);
    Filter willing =
        attach.started(
            attach
                .noting("2", PASS)
                .withInstances(new InstanceCallbacks(null, volume -> 0, gone::add)));
    assertThat(attach.manager.detachVolume(deaf, attach.data))
        .isEqualTo(NtStatus.FLT_DO_NOT_DETACH);
    assertThat(attach.manager.instanceOn(deaf, attach.data)).isTrue();
    assertThat(attach.manager.detachVolume(willing, attach.data)).isZero();
    assertThat(attach.manager.detachVolume(willing, attach.data))
        .isEqualTo(NtStatus.FLT_INSTANCE_NOT_FOUND);
    assertThat(gone).containsExactly(attach.data);
    assertThat(attach.manager.removeInstance(deaf, attach.data)).isTrue();
    assertThat(attach.manager.enumerateInstances(deaf).count()).isEqualTo(1);
  }

  @Test
  void shouldWantEveryReferenceBack_whenAFilterUnregisters() {
    Filter filter = attach.started("1", PASS);
    assertThat(attach.manager.enumerateVolumes(filter).volumes()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      attach.manager.objectDereference(filter);
    }
    assertThat(attach.manager.getVolumeInstance(filter, attach.pipes).status())
        .isEqualTo(NtStatus.FLT_INSTANCE_NOT_FOUND);
    assertThat(attach.manager.getVolumeInstance(filter, attach.data).instance().volume())
        .isSameAs(attach.data);
    assertThatThrownBy(() -> attach.manager.unregisterFilter(filter))
        .hasMessageContaining("waits for 1 references");
  }

  @Test
  void shouldFailAsWindowsDoes_whenMemoryIsShort() {
    Filter filter = attach.started("1", PASS);
    attach.calls.observe(call -> NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(attach.manager.attachVolume(filter, attach.data))
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(attach.manager.enumerateVolumes(filter).status())
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    assertThat(attach.manager.getVolumeInstance(filter, attach.data).status())
        .isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
  }
}
