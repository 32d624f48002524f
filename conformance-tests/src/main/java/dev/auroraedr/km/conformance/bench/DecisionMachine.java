package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.DriverImage;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.KeyValue;
import dev.auroraedr.km.emulator.cm.RegistryContent;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.FileWorld;
import dev.auroraedr.km.emulator.world.World;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.StatusTable;

/** A machine on which {@link Decision}s are made by one thread, one after the other. */
final class DecisionMachine implements AutoCloseable {
  private static final int FILE_GENERIC_READ = 0x0012_0089;
  private static final int QUERY_LIMITED_INFORMATION = 0x1000;
  private static final int ALL_ACCESS = 0x1F_FFFF;
  private static final int REG_SZ = 1;
  private static final byte[] DATA = new byte[16];
  private static final String SEALED = "\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Sealed";

  private final EmulatedMachine machine;
  private final World world;
  private final KThread ordinary;
  private final KThread trusted;
  private final Process sensor;
  private final Process other;
  private final FilterFile file;
  private final KeyObject unmatchedKey;
  private final KeyObject monitoredKey;
  private final KeyObject blockedKey;
  private final ProcessSpec program;

  private DecisionMachine(EmulatedMachine machine) {
    this.machine = machine;
    this.world = machine.world();
    this.ordinary = process("\\Windows\\explorer.exe").createThread();
    this.trusted = process("\\Windows\\System32\\lsass.exe").createThread();
    this.sensor = process("\\Program Files\\Aurora\\EDR\\edr-windows.exe");
    this.other = process("\\Windows\\notepad.exe");
    this.file = world.files().file(0, "\\Windows\\System32\\drivers\\monitored.sys");
    this.unmatchedKey = world.registry().key("\\REGISTRY\\MACHINE\\SOFTWARE\\Contoso\\Open");
    this.monitoredKey =
        world
            .registry()
            .key("\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run");
    this.blockedKey = world.registry().key(SEALED);
    this.program =
        new ProcessSpec(
            systemPath("\\Windows\\notepad.exe"), Token.administrator(), false, ordinary.process());
  }

  private Process process(String path) {
    return machine.startProcess(systemPath(path), Token.administrator());
  }

  private String systemPath(String path) {
    return machine.options().volumes().get(0) + path;
  }

  /** A machine with the Aurora driver, which blocks an image and a key. */
  static DecisionMachine withDriver() {
    return boot(new AuroraDriver());
  }

  /** The same machine with a driver whose callbacks do nothing. */
  static DecisionMachine withEmptyDriver() {
    return boot(new EmptyDriver());
  }

  private static DecisionMachine boot(DriverImage image) {
    EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.concurrent());
    RegistryContent registry = machine.kernel().callbacks().registry().content();
    String parameters = PolicyDefaults.load().serviceKey() + "\\Parameters";
    String blocked = "\\Users\\demo\\blocked.exe\0";
    registry.setString(parameters, "BlockedImages", KeyValue.REG_MULTI_SZ, blocked);
    registry.setString(parameters, "BlockedKeys", KeyValue.REG_MULTI_SZ, SEALED + '\0');
    int status = machine.loadDriver(image).status();
    if (status != NtStatus.SUCCESS) {
      machine.close();
      throw new IllegalStateException(
          "loading the driver failed: " + StatusTable.describeStatus(status));
    }
    return new DecisionMachine(machine);
  }

  /** Does it once; returns the status or access that its caller got. */
  int perform(Decision decision) {
    return switch (decision) {
      case FILE_CREATE ->
          world.files().create(ordinary, file, FILE_GENERIC_READ, FileWorld.FILE_OPEN_IF);
      case FILE_WRITE -> world.files().write(ordinary, file, 512, 0);
      case FILE_CLEANUP -> world.files().cleanup(ordinary, file, NtStatus.SUCCESS);
      case HANDLE_NO_BITS -> world.handles().open(ordinary, sensor, QUERY_LIMITED_INFORMATION);
      case HANDLE_UNPROTECTED -> world.handles().open(ordinary, other, ALL_ACCESS);
      case HANDLE_TRUSTED -> world.handles().open(trusted, sensor, ALL_ACCESS);
      case HANDLE_UNTRUSTED -> world.handles().open(ordinary, sensor, ALL_ACCESS);
      case KEY_UNMATCHED -> setValue(ordinary, unmatchedKey);
      case KEY_MONITORED -> setValue(ordinary, monitoredKey);
      case KEY_TRUSTED -> setValue(trusted, blockedKey);
      case KEY_UNTRUSTED -> setValue(ordinary, blockedKey);
      case PROCESS_START -> startAndEnd();
    };
  }

  private int setValue(KThread caller, KeyObject key) {
    return world.registry().setValue(caller, key, "Item", REG_SZ, DATA);
  }

  private int startAndEnd() {
    Process started = world.processes().start(ordinary, program, "notepad.exe").process();
    world.processes().exit(started.threadOfCaller());
    return NtStatus.SUCCESS;
  }

  @Override
  public void close() {
    machine.close();
  }
}
