package dev.auroraedr.km.conformance.target.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.PeerFilters;
import dev.auroraedr.km.conformance.target.PeerFilters.LoggedOperation;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.AltitudeCollision;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FilterPeerTest {
  private static final String DATA_VOLUME = "\\Device\\HarddiskVolume4";

  private EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1));
  private PeerFilters peer = new FilterPeer(machine);

  private void bootWith(AltitudeCollision collision) {
    MachineProfile profile = MachineProfiles.load(MachineProfiles.DEFAULT);
    MachineOptions options = MachineOptions.deterministic(1);
    machine = EmulatedMachine.boot(options.withProfile(profile.withAltitudeCollision(collision)));
    peer = new FilterPeer(machine);
  }

  @ParameterizedTest
  @EnumSource(AltitudeCollision.class)
  void shouldTakeAnAltitudeOnOneVolume_inEveryModel(AltitudeCollision collision) {
    bootWith(collision);
    assertThat(peer.occupyOn(DATA_VOLUME, "385000")).isEqualTo(NtStatus.SUCCESS);
    FilterManager manager = machine.kernel().callbacks().flt();
    Filter filter = manager.registerFilter(new FilterRegistration("385000", Map.of())).filter();
    assertThat(manager.startFiltering(filter)).isEqualTo(NtStatus.SUCCESS);
    assertThat(manager.enumerateInstances(filter).count()).isEqualTo(1);
    assertThat(peer.detachDriver(machine.options().volumes().get(0)))
        .isEqualTo(NtStatus.FLT_DO_NOT_DETACH);
  }

  @Test
  void shouldLogBothWays_untilItIsUnregistered() {
    long log = peer.log("1000");
    Actors actors = new Actors(machine);
    String path = machine.options().volumes().get(0) + "\\Users\\a.txt";
    actors.perform(FileStimulus.CreateFile.open(path));
    List<LoggedOperation> seen = peer.logged(log);
    assertThat(seen)
        .extracting(LoggedOperation::majorFunction)
        .containsExactly(0x00, 0x00, 0x12, 0x12, 0x02, 0x02);
    assertThat(seen.get(0))
        .isEqualTo(
            new LoggedOperation(0, false, false, path, List.of(0x0012_0089L, 0x0100_0060L), 0));
    assertThat(seen.get(1).up()).isTrue();
    peer.unregister(log);
    actors.perform(FileStimulus.CreateFile.open(path));
    assertThat(machine.kernel().callbacks().flt().registeredFilters()).isZero();
  }

  @Test
  void shouldCompleteTheCreatesOfOneFile() {
    String path = machine.options().volumes().get(0) + "\\Users\\a.txt";
    long id = peer.completeCreates("1000", path, NtStatus.SHARING_VIOLATION);
    Actors actors = new Actors(machine);
    assertThat(actors.perform(FileStimulus.CreateFile.open(path)).status())
        .isEqualTo(NtStatus.SHARING_VIOLATION);
    assertThat(actors.perform(FileStimulus.CreateFile.open(path + "x")).status()).isZero();
    peer.unregister(id);
  }
}
