package dev.auroraedr.km.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterRegistration;
import dev.auroraedr.km.emulator.flt.FilterUnloadCallback;
import dev.auroraedr.km.emulator.flt.RegisterFilterResult;
import dev.auroraedr.km.emulator.io.DriverLoader.LoadResult;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfile.IntegrityModel;
import dev.auroraedr.km.fixtures.MachineProfile.Signature;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How FltMgr loads and unloads a minifilter, shown with a driver that does nothing else. */
class MinifilterUnloadTest {
  private static final String INSTANCES =
      "\\REGISTRY\\MACHINE\\SYSTEM\\CurrentControlSet\\Services\\edr-windows-km\\Parameters"
          + "\\Instances";
  private static final String INSTANCE = INSTANCES + "\\edr-windows-km Instance";
  private static final MachineProfile PROFILE = MachineProfiles.load(MachineProfiles.DEFAULT);

  private final EmulatedMachine machine = machine(PROFILE);

  private static EmulatedMachine machine(MachineProfile profile) {
    return EmulatedMachine.boot(MachineOptions.deterministic(1).withProfile(profile));
  }

  /** A driver with one filter, and a process-notify routine that it may forget. */
  private static final class Minifilter implements DriverImage {
    private final int answer;
    private final boolean unregisters;
    private final boolean forgetsRoutine;
    private boolean unloadable = true;
    private int calledWith = -1;
    private int routineStatus;
    private Kernel kernel;
    private Filter filter;

    Minifilter(int answer, boolean unregisters, boolean forgetsRoutine) {
      this.answer = answer;
      this.unregisters = unregisters;
      this.forgetsRoutine = forgetsRoutine;
    }

    static Minifilter willing() {
      return new Minifilter(NtStatus.SUCCESS, true, false);
    }

    @Override
    public String serviceName() {
      return "edr-windows-km";
    }

    @Override
    public int driverEntry(Kernel system, DriverObject driverObject) {
      kernel = system;
      FilterUnloadCallback callback = unloadable ? this::unload : null;
      RegisterFilterResult result =
          kernel
              .callbacks()
              .flt()
              .registerFilter(driverObject, new FilterRegistration(Map.of()).withUnload(callback));
      filter = result.filter();
      if (forgetsRoutine) {
        CreateProcessNotifyRoutine routine = (process, info) -> calledWith = -2;
        routineStatus =
            kernel.callbacks().process().setCreateProcessNotifyRoutineEx(routine, false);
      }
      return result.status();
    }

    private int unload(int flags) {
      calledWith = flags;
      if (unregisters) {
        kernel.callbacks().flt().unregisterFilter(filter);
      }
      return answer;
    }
  }

  private DriverObject loaded(Minifilter image) {
    LoadResult result = machine.loadDriver(image);
    assertThat(result.status()).isZero();
    return result.driver();
  }

  @Test
  void shouldUnload_whenTheCallbackAgrees() {
    Minifilter image = Minifilter.willing();
    DriverObject driver = loaded(image);
    assertThat(machine.unloadFilter(driver, false)).isZero();
    assertThat(image.calledWith).isZero();
    assertThat(machine.drivers().isLoaded(driver)).isFalse();
    assertThat(machine.findings()).isEmpty();
  }

  @Test
  void shouldStay_whenTheCallbackRefuses() {
    DriverObject driver = loaded(new Minifilter(NtStatus.FLT_DO_NOT_DETACH, false, false));
    assertThat(machine.unloadFilter(driver, false)).isEqualTo(NtStatus.FLT_DO_NOT_DETACH);
    assertThat(machine.drivers().isLoaded(driver)).isTrue();
    assertThat(machine.findings()).isEmpty();
  }

  @Test
  void shouldUnloadAllTheSame_whenMandatory() {
    Minifilter image = new Minifilter(NtStatus.FLT_DO_NOT_DETACH, true, false);
    DriverObject driver = loaded(image);
    assertThat(machine.unloadFilter(driver, true)).isZero();
    assertThat(image.calledWith).isEqualTo(FilterUnloadCallback.MANDATORY);
    assertThat(machine.drivers().isLoaded(driver)).isFalse();
  }

  @Test
  void shouldCallTheSameRoutineMandatory_whenTheServiceStops() {
    Minifilter image = Minifilter.willing();
    DriverObject driver = loaded(image);
    assertThat(machine.unloadDriver(driver)).isZero();
    assertThat(image.calledWith).isEqualTo(FilterUnloadCallback.MANDATORY);
    assertThat(machine.drivers().isLoaded(driver)).isFalse();
  }

  @Test
  void shouldNeverUnload_whenThereIsNoCallback() {
    Minifilter image = Minifilter.willing();
    image.unloadable = false;
    DriverObject driver = loaded(image);
    assertThat(machine.unloadFilter(driver, false)).isEqualTo(NtStatus.FLT_DO_NOT_DETACH);
    assertThat(machine.unloadFilter(driver, true)).isEqualTo(NtStatus.FLT_DO_NOT_DETACH);
    assertThat(machine.unloadDriver(driver)).isEqualTo(NtStatus.INVALID_DEVICE_REQUEST);
  }

  @Test
  void shouldStopTheMachine_whenTheFilterStaysRegistered() {
    DriverObject driver = loaded(new Minifilter(NtStatus.SUCCESS, false, false));
    assertThatThrownBy(() -> machine.unloadFilter(driver, false))
        .isInstanceOf(BugCheckException.class)
        .hasMessageContaining("filter at altitude 385000 registered");
  }

  @Test
  void shouldStopTheMachine_whenACallbackOutlivesItsImage() {
    DriverObject driver = loaded(new Minifilter(NtStatus.SUCCESS, true, true));
    machine.unloadFilter(driver, false);
    assertThat(machine.findings())
        .singleElement()
        .asString()
        .contains("0xCE", "unload left 1 process-notify routine registered");
  }

  @ParameterizedTest
  @CsvSource({"385000, 0", "0385000.50, 0", "'', 0xC000000D", "x, 0xC000000D", "., 0xC000000D"})
  void shouldTakeTheAltitudeFromTheServiceKey_orRefuseIt(String text, String status) {
    machine.kernel().callbacks().registry().content().setString(INSTANCE, "Altitude", 1, text);
    LoadResult result = machine.loadDriver(Minifilter.willing());
    assertThat(result.status()).isEqualTo(Long.decode(status).intValue());
  }

  @Test
  void shouldNotFindTheInstance_whenItStandsWhereOlderSystemsLook() {
    EmulatedMachine older = machine(PROFILE.withInstancesKey("Instances"));
    var content = older.kernel().callbacks().registry().content();
    String instances = INSTANCES.replace("\\Parameters", "");
    content.setString(instances, "DefaultInstance", KeyValue.REG_SZ, "missing");
    assertThat(older.loadDriver(Minifilter.willing()).status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
    content.setValue(instances, "DefaultInstance", KeyValue.REG_BINARY, new byte[4]);
    assertThat(older.loadDriver(Minifilter.willing()).status())
        .isEqualTo(NtStatus.OBJECT_NAME_NOT_FOUND);
  }

  @Test
  void shouldDenyTheDriversRoutineAndNotTheSystems_whenForceIntegrityIsMissing() {
    var unsigned =
        new MachineProfile.CodeIntegrity(IntegrityModel.DOCUMENTED, Signature.MICROSOFT, false);
    EmulatedMachine strict = machine(PROFILE.withCodeIntegrity(unsigned));
    Minifilter image = new Minifilter(NtStatus.SUCCESS, true, true);
    assertThat(strict.loadDriver(image).status()).isZero();
    assertThat(image.routineStatus).isEqualTo(NtStatus.ACCESS_DENIED);
    CreateProcessNotifyRoutine systems = (process, info) -> {};
    assertThat(
            strict.kernel().callbacks().process().setCreateProcessNotifyRoutineEx(systems, false))
        .isZero();
  }

  @Test
  void shouldRefuseTheImage_whenNobodySignedIt() {
    var unsigned =
        new MachineProfile.CodeIntegrity(IntegrityModel.DOCUMENTED, Signature.NONE, true);
    LoadResult result =
        machine(PROFILE.withCodeIntegrity(unsigned)).loadDriver(Minifilter.willing());
    assertThat(result.status()).isEqualTo(NtStatus.INVALID_IMAGE_HASH);
    assertThat(result.driver()).isNull();
  }
}
