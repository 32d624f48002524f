package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.world.FileWorld;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Uses files in the name of one program. Thread-safe. */
final class FileActor {
  private final EmulatedMachine machine;
  private final Process program;
  private final Map<Long, FilterFile> openFiles = new ConcurrentHashMap<>();
  private final AtomicLong nextFile = new AtomicLong();

  FileActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(FileStimulus stimulus) {
    if (stimulus instanceof FileStimulus.CreateFile file) {
      return create(file);
    }
    if (stimulus instanceof FileStimulus.WriteFile write) {
      FilterFile file = openFiles.get(write.file());
      return Actors.ended(files().write(thread(), file, write.length(), write.byteOffset()));
    }
    if (stimulus instanceof FileStimulus.CloseFile close) {
      FilterFile file = openFiles.remove(close.file());
      return Actors.ended(files().cleanup(thread(), file, NtStatus.SUCCESS));
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  private StimulusResult create(FileStimulus.CreateFile create) {
    FilterFile file = files().file(create.path());
    int status = files().create(thread(), file, create.desiredAccess(), create.options());
    if (!create.keepOpen()) {
      files().cleanup(thread(), file, NtStatus.SUCCESS);
      return Actors.ended(status);
    }
    long id = nextFile.incrementAndGet();
    openFiles.put(id, file);
    return new StimulusResult(status, id);
  }

  private FileWorld files() {
    return machine.world().files();
  }

  private KThread thread() {
    return program.threadOfCaller();
  }
}
