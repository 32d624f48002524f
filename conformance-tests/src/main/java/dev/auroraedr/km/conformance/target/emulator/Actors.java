package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.FileWorld;
import dev.auroraedr.km.emulator.world.ProcessWorld.Started;
import dev.auroraedr.km.emulator.world.RegistryWorld;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Ordinary programs of the machine, in whose name stimuli happen. Thread-safe. */
final class Actors {
  private final EmulatedMachine machine;
  private final Process shell;
  private final Map<Long, FilterFile> openFiles = new ConcurrentHashMap<>();
  private final AtomicLong nextFile = new AtomicLong();

  Actors(EmulatedMachine machine) {
    this.machine = machine;
    this.shell =
        machine
            .ps()
            .createProcess(
                new ProcessSpec(
                    machine.options().volumes().get(0) + "\\Windows\\explorer.exe",
                    Token.administrator(),
                    false,
                    machine.ps().systemProcess()));
  }

  /** Starts a process that will open the device; drivers are told as of any other. */
  Process startCaller(CallerSpec spec) {
    String image = machine.options().volumes().get(0) + "\\Users\\test\\caller.exe";
    return start(new ProcessSpec(image, token(spec.account()), spec.wow64(), shell), "caller")
        .process();
  }

  private static Token token(CallerSpec.Account account) {
    return switch (account) {
      case SYSTEM -> Token.system();
      case ADMINISTRATOR -> Token.administrator();
      case FILTERED_ADMINISTRATOR -> Token.filteredAdministrator();
      case USER -> Token.ordinaryUser();
      case LOCAL_SERVICE -> Token.localService();
    };
  }

  private Started start(ProcessSpec spec, String commandLine) {
    return machine.world().processes().start(thread(), spec, commandLine);
  }

  StimulusResult perform(Stimulus stimulus) {
    if (stimulus instanceof Stimulus.CreateFile file) {
      return create(file);
    }
    if (stimulus instanceof Stimulus.WriteFile write) {
      FilterFile file = openFiles.get(write.file());
      return ended(files().write(thread(), file, write.length(), write.byteOffset()));
    }
    if (stimulus instanceof Stimulus.CloseFile close) {
      FilterFile file = openFiles.remove(close.file());
      return ended(files().cleanup(thread(), file, NtStatus.SUCCESS));
    }
    return performOnProcesses(stimulus);
  }

  private StimulusResult create(Stimulus.CreateFile create) {
    FilterFile file = files().file(create.path());
    int status = files().create(thread(), file, create.desiredAccess(), create.options());
    if (!create.keepOpen()) {
      files().cleanup(thread(), file, NtStatus.SUCCESS);
      return ended(status);
    }
    long id = nextFile.incrementAndGet();
    openFiles.put(id, file);
    return new StimulusResult(status, id);
  }

  private StimulusResult performOnProcesses(Stimulus stimulus) {
    if (stimulus instanceof Stimulus.StartProcess start) {
      ProcessSpec spec = new ProcessSpec(start.imagePath(), Token.administrator(), false, shell);
      Started started = start(spec, start.commandLine());
      return new StimulusResult(started.status(), started.process().processId());
    }
    if (stimulus instanceof Stimulus.ExitProcess exit) {
      machine.world().processes().exit(process(exit.processId()).threadOfCaller());
      return ended(NtStatus.SUCCESS);
    }
    if (stimulus instanceof Stimulus.OpenProcess open) {
      Process target = process(open.processId());
      int granted = machine.world().handles().open(thread(), target, open.desiredAccess());
      return new StimulusResult(NtStatus.SUCCESS, granted);
    }
    return performOnRegistry(stimulus);
  }

  private StimulusResult performOnRegistry(Stimulus stimulus) {
    RegistryWorld registry = machine.world().registry();
    if (stimulus instanceof Stimulus.SetValue set) {
      return ended(
          registry.setValue(
              thread(), registry.key(set.key()), set.value(), set.type(), set.dataSize()));
    }
    if (stimulus instanceof Stimulus.DeleteValue delete) {
      return ended(registry.deleteValue(thread(), registry.key(delete.key()), delete.value()));
    }
    if (stimulus instanceof Stimulus.CreateKey create) {
      return ended(registry.createKey(thread(), null, create.key()));
    }
    if (stimulus instanceof Stimulus.DeleteKey delete) {
      return ended(registry.deleteKey(thread(), registry.key(delete.key())));
    }
    if (stimulus instanceof Stimulus.RenameKey rename) {
      return ended(registry.renameKey(thread(), registry.key(rename.key()), rename.newName()));
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  private Process process(long id) {
    Process found = machine.ps().lookup((int) id);
    if (found == null) {
      throw new IllegalArgumentException("no process " + id + " runs on this machine");
    }
    return found;
  }

  private FileWorld files() {
    return machine.world().files();
  }

  private KThread thread() {
    return shell.threadOfCaller();
  }

  private static StimulusResult ended(int status) {
    return new StimulusResult(status, 0);
  }
}
