package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.emulator.cm.RegistryContent;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.io.DriverLoader.LoadResult;
import dev.auroraedr.km.emulator.io.DriverObject;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.fixtures.PolicyDefaults;

/** A machine with the driver loaded, and its clients. */
final class Rig implements AutoCloseable {
  static final String VOLUME = "\\Device\\HarddiskVolume3";

  final EmulatedMachine machine;
  final FaultPlan faults = new FaultPlan();
  final KThread thread;
  final FilterFile file;
  private DriverObject driver;

  private Rig(MachineOptions options) {
    machine = EmulatedMachine.boot(options);
    machine.kernel().calls().observe(faults);
    thread = machine.startProcess(VOLUME + "\\tool.exe", Token.system()).createThread();
    file = machine.world().files().file(VOLUME + "\\Windows\\System32\\a.exe");
  }

  static Rig boot() {
    return new Rig(MachineOptions.deterministic(1));
  }

  static Rig bootConcurrent() {
    return new Rig(MachineOptions.concurrent().withPoison(true));
  }

  static Rig loaded() {
    Rig rig = boot();
    assertThat(rig.load(DriverParts.standard())).isZero();
    return rig;
  }

  int load(DriverParts parts) {
    LoadResult result = machine.loadDriver(new AuroraDriver(parts));
    driver = result.driver();
    return result.status();
  }

  /** Sets a policy value of one entry, for the next load. */
  void setPolicy(String value, String entry) {
    String key = PolicyDefaults.load().serviceKey() + "\\Parameters";
    RegistryContent content = machine.kernel().callbacks().registry().content();
    content.setString(key, value, KeyValue.REG_MULTI_SZ, entry + '\0');
  }

  RigClient client() {
    return new RigClient(machine, thread);
  }

  /** Makes one FILE_CREATE event whose detail0 is {@code access}. */
  void createFile(int access) {
    machine.world().files().create(thread, file, access, 0x0100_0000);
  }

  void unload() {
    machine.unloadDriver(driver);
    driver = null;
  }

  /** Unloads, and fails if anything was leaked or done wrong. */
  @Override
  public void close() {
    machine.kernel().calls().observe(null);
    if (driver != null) {
      unload();
    }
    assertThat(machine.openObjects()).isEmpty();
    assertThat(machine.findings()).isEmpty();
    assertThat(machine.kernel().callbacks().registered()).isZero();
    assertThat(machine.kernel().callbacks().flt().nameReferences()).isZero();
    assertThat(machine.pool().driverBlocks()).isEmpty();
    machine.close();
  }
}
