package dev.auroraedr.km.emulator.machines;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineFactory;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.io.DriverLoader.LoadResult;
import dev.auroraedr.km.emulator.world.BackgroundActivity;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Machines with the Aurora driver: one per machine profile, and {@code demo}, the default profile
 * with something going on. Thread-safe.
 */
public final class AuroraMachines implements MachineFactory {
  /** The machine with activity. */
  public static final String DEMO = "demo";

  private static final long DEMO_SEED = 20_260_101;

  /** For the ServiceLoader. */
  public AuroraMachines() {}

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>(MachineProfiles.names());
    names.add(DEMO);
    return names;
  }

  @Override
  public EmulatedMachine boot(String name) {
    boolean demo = name.equals(DEMO);
    MachineProfile profile = MachineProfiles.load(demo ? MachineProfiles.DEFAULT : name);
    EmulatedMachine machine =
        EmulatedMachine.boot(MachineOptions.concurrent().withProfile(profile));
    LoadResult load = machine.loadDriver(new AuroraDriver());
    if (load.driver() == null) {
      throw new IllegalStateException(
          "the driver does not load on machine '"
              + name
              + "': "
              + StatusTable.describeStatus(load.status()));
    }
    if (demo) {
      startActivity(machine);
    }
    return machine;
  }

  private static void startActivity(EmulatedMachine machine) {
    Demo demo = new Demo(machine, DEMO_SEED);
    BackgroundActivity activity = new BackgroundActivity(demo, DEMO_SEED);
    machine.onClose(
        () -> {
          activity.close();
          demo.close();
        });
  }
}
