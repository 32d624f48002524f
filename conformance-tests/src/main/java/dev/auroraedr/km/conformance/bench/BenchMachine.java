package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.FileWorld;
import dev.auroraedr.km.fixtures.MachineProfile;
import dev.auroraedr.km.fixtures.MachineProfiles;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.List;

/** A machine with real threads and time, the driver loaded, a client connected, a file named. */
final class BenchMachine implements AutoCloseable {
  private static final int FILE_GENERIC_READ = 0x0012_0089;
  private static final int FILE_OPEN = 0x0100_0000;
  private static final String IMAGE = "\\Device\\HarddiskVolume3\\Program Files\\user.exe";

  private final EmulatedMachine machine;
  private final DriverConnection connection;
  private final FileWorld files;
  private final FilterFile file;
  private final KThread thread;

  private BenchMachine(EmulatedMachine machine, String name) throws DriverException {
    this.machine = machine;
    this.connection = DriverConnection.open(machine.deviceName());
    this.files = machine.world().files();
    this.file = files.file(name);
    Process user = machine.startProcess(IMAGE, Token.administrator());
    this.thread = user.createThread();
  }

  private static MachineProfile withLongVolume() {
    MachineProfile profile = MachineProfiles.load(MachineProfiles.DEFAULT);
    return profile.withVolumes(
        List.of(
            profile.systemVolume(),
            new MachineProfile.Volume(
                FileNames.VOLUME, "D", "NTFS", MachineProfile.VolumeKind.FIXED, false)));
  }

  /**
   * Boots.
   *
   * @param name of the file that {@link #openFile} opens
   */
  static BenchMachine boot(String name) {
    EmulatedMachine machine =
        EmulatedMachine.boot(MachineOptions.concurrent().withProfile(withLongVolume()));
    try {
      int status = machine.loadDriver(new AuroraDriver()).status();
      if (status != NtStatus.SUCCESS) {
        throw new IllegalStateException(
            "loading the driver failed: " + StatusTable.describeStatus(status));
      }
      return new BenchMachine(machine, name);
    } catch (DriverException e) {
      machine.close();
      throw new IllegalStateException("connecting to the machine failed", e);
    }
  }

  DriverConnection connection() {
    return connection;
  }

  /** IRP_MJ_CREATE of the file. */
  void openFile() {
    files.create(thread, file, FILE_GENERIC_READ, FILE_OPEN);
  }

  @Override
  public void close() {
    connection.close();
    machine.close();
  }
}
