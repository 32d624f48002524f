package dev.auroraedr.km.emulator.junit;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.FileWorld;
import dev.auroraedr.km.emulator.world.ProcessWorld;
import java.util.function.ToIntFunction;

/**
 * Makes things happen on a machine, as an ordinary user's process would. Paths of files begin at
 * the system volume's root, such as {@code \Windows\System32\a.exe}, unless they begin with {@code
 * \Device\}. Each call returns the operation's final NTSTATUS unless it says otherwise.
 * Thread-safe.
 */
public final class Stimuli {
  private static final int GENERIC_READ = 0x0012_0089;
  private static final int GENERIC_WRITE = 0x0012_0116;

  private final EmulatedMachine machine;
  private final Process actor;

  /** Acts on a machine from a process of its own. */
  public Stimuli(EmulatedMachine machine) {
    this.machine = machine;
    this.actor =
        machine.startProcess(systemPath(machine, "\\Users\\user\\actor.exe"), Token.ordinaryUser());
  }

  /** Process id of the one who acts, as events carry it. */
  public int processId() {
    return actor.processId();
  }

  /** Opens or creates a file for reading. */
  public int createFile(String path) {
    return as(t -> files().create(t, file(path), GENERIC_READ, FileWorld.FILE_OPEN_IF));
  }

  /** Opens a file for writing, writes that many bytes at its beginning and closes it. */
  public int writeFile(String path, int length) {
    FilterFile file = file(path);
    return as(
        t -> {
          files().create(t, file, GENERIC_WRITE, FileWorld.FILE_OPEN_IF);
          int status = files().write(t, file, length, 0);
          files().cleanup(t, file, 0);
          return status;
        });
  }

  /** Closes the last handle of a file: IRP_MJ_CLEANUP. */
  public int closeFile(String path) {
    return as(t -> files().cleanup(t, file(path), 0));
  }

  /** Starts a process; returns it, or null if a driver refused it. */
  public Process startProcess(String imagePath, String commandLine) {
    ProcessSpec spec = new ProcessSpec(systemPath(machine, imagePath), actor.token(), false, actor);
    ProcessWorld.Started[] started = new ProcessWorld.Started[1];
    as(
        t -> {
          started[0] = machine.world().processes().start(t, spec, commandLine);
          return started[0].status();
        });
    return started[0].status() < 0 ? null : started[0].process();
  }

  /** Ends a process. */
  public void endProcess(Process process) {
    machine.world().processes().exit(process.threadOfCaller());
  }

  /** Sets a registry value; the key is a full path such as {@code \REGISTRY\MACHINE\...}. */
  public int setValue(String key, String valueName, int type, int dataSize) {
    return as(
        t ->
            machine
                .world()
                .registry()
                .setValue(t, machine.world().registry().key(key), valueName, type, dataSize));
  }

  /** Opens a process; returns the access mask that was granted. */
  public int openProcess(Process target, int desiredAccess) {
    return as(t -> machine.world().handles().open(t, target, desiredAccess));
  }

  private FileWorld files() {
    return machine.world().files();
  }

  private FilterFile file(String path) {
    return files().file(systemPath(machine, path));
  }

  private static String systemPath(EmulatedMachine machine, String path) {
    return path.startsWith("\\Device\\") ? path : machine.options().volumes().get(0) + path;
  }

  private int as(ToIntFunction<KThread> operation) {
    KThread thread = actor.threadOfCaller();
    int[] result = new int[1];
    machine.ps().runAs(thread, () -> result[0] = operation.applyAsInt(thread));
    return result[0];
  }
}
