package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.FileChange;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.VolumeStimulus;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.flt.FilterFile;
import dev.auroraedr.km.emulator.flt.VolumeKind;
import dev.auroraedr.km.emulator.fs.NtFiles;
import dev.auroraedr.km.emulator.fs.OpenFile;
import dev.auroraedr.km.emulator.fs.OpenOutcome;
import dev.auroraedr.km.emulator.fs.OpenRequest;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Uses files in the name of one program. Thread-safe. */
final class FileActor {
  private static final String MUP = "\\Device\\Mup";

  private final EmulatedMachine machine;
  private final NtFiles files;
  private final Process program;
  private final FileChanges changes;
  private final HeldFiles held = new HeldFiles();
  private final Map<Long, FilterFile> openFiles = new ConcurrentHashMap<>();
  private final AtomicLong nextFile = new AtomicLong();

  FileActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.files = machine.files();
    this.program = program;
    this.changes = new FileChanges(files);
  }

  StimulusResult perform(FileStimulus stimulus) {
    if (stimulus instanceof FileStimulus.CreateFile create) {
      return create(create);
    }
    if (stimulus instanceof FileStimulus.OpenFile open) {
      return ended(open, files.open(request(open)));
    }
    if (stimulus instanceof FileStimulus.WriteFile write) {
      return Actors.ended(write(openFiles.get(write.file()), write));
    }
    if (stimulus instanceof FileStimulus.CloseFile close) {
      return Actors.ended(close(openFiles.remove(close.file())));
    }
    return performRarer(stimulus);
  }

  private StimulusResult performRarer(FileStimulus stimulus) {
    if (stimulus instanceof FileChange change) {
      return changes.perform(thread(), change, this::opened);
    }
    if (stimulus instanceof FileStimulus.MakeDirectory directory) {
      mountRemote(directory.path());
      files.springDirectories(directory.path());
      return Actors.ended(NtStatus.SUCCESS);
    }
    if (stimulus instanceof VolumeStimulus volume) {
      return Actors.ended(change(volume));
    }
    return stimulus instanceof FileStimulus.Hold hold
        ? new StimulusResult(NtStatus.SUCCESS, hold(hold.operation()))
        : finish((FileStimulus.FinishHeld) stimulus);
  }

  private StimulusResult create(FileStimulus.CreateFile create) {
    mountRemote(create.path());
    if (files.spring(create.path())) {
      FileStimulus.OpenFile open =
          FileStimulus.OpenFile.keep(create.path(), create.desiredAccess(), create.options());
      return ended(create.keepOpen() ? open : open.closed(), files.open(request(open)));
    }
    FilterFile file = machine.world().files().file(create.path());
    int status =
        machine.world().files().create(thread(), file, create.desiredAccess(), create.options());
    if (create.keepOpen()) {
      return new StimulusResult(status, keep(file));
    }
    close(file);
    return Actors.ended(status);
  }

  /** The network's volume is there from the first use on. */
  private void mountRemote(String path) {
    boolean remote = path.startsWith(MUP + '\\');
    if (remote
        && machine.kernel().callbacks().flt().volumes().stream()
            .noneMatch(volume -> volume.deviceName().equals(MUP))) {
      files.mount(MUP, VolumeKind.NETWORK, false);
    }
  }

  private OpenRequest request(FileStimulus.OpenFile open) {
    KThread opener = opener(open.opener());
    OpenFile related = open.related() == 0 ? null : opened(open.related());
    OpenRequest request =
        open.fileId() == 0
            ? OpenRequest.of(opener, open.path(), open.desiredAccess(), open.options())
            : OpenRequest.byId(
                opener, related, open.fileId(), open.desiredAccess(), open.options());
    request = related == null ? request : request.relativeTo(related);
    request = request.withFlags(open.operationFlags());
    if (open.opener() == FileStimulus.Opener.SENT_ON) {
      return request.sentOnBy(systemThread());
    }
    return open.opener() == FileStimulus.Opener.WITHOUT_TRAVERSE
        ? request.withoutTraverse()
        : request;
  }

  private KThread opener(FileStimulus.Opener opener) {
    return switch (opener) {
      case NOBODY -> null;
      case SYSTEM -> systemThread();
      default -> thread();
    };
  }

  private KThread systemThread() {
    return machine.kernel().ps().systemProcess().threadOfCaller();
  }

  private StimulusResult ended(FileStimulus.OpenFile open, OpenOutcome outcome) {
    if (outcome.file() == null) {
      return Actors.ended(outcome.status());
    }
    if (open.keepOpen()) {
      return new StimulusResult(outcome.status(), keep(outcome.file()));
    }
    close(outcome.file());
    return Actors.ended(outcome.status());
  }

  private long keep(FilterFile file) {
    long id = nextFile.incrementAndGet();
    openFiles.put(id, file);
    return id;
  }

  private OpenFile opened(long id) {
    if (openFiles.get(id) instanceof OpenFile file) {
      return file;
    }
    throw new IllegalArgumentException("file " + id + " is not open, or is known by name alone");
  }

  private int close(FilterFile file) {
    return file instanceof OpenFile open
        ? files.close(thread(), open)
        : machine.world().files().cleanup(thread(), file, NtStatus.SUCCESS);
  }

  private int write(FilterFile file, FileStimulus.WriteFile write) {
    if (file instanceof OpenFile open) {
      return files.write(thread(), open, HeldFiles.request(write));
    }
    return switch (write.by()) {
      case IRP -> machine.world().files().write(thread(), file, write.length(), write.byteOffset());
      case FAST_IO ->
          machine.world().files().fastWrite(thread(), file, write.length(), write.byteOffset());
      case PAGING ->
          machine.world().files().pagingWrite(thread(), file, write.length(), write.byteOffset());
      default -> throw new IllegalArgumentException("no " + write.by() + " write by name alone");
    };
  }

  private int change(VolumeStimulus stimulus) {
    if (stimulus instanceof VolumeStimulus.MountVolume mount) {
      files.mount(mount.device(), VolumeKind.valueOf(mount.kind().name()), mount.dax());
      return NtStatus.SUCCESS;
    }
    return stimulus instanceof VolumeStimulus.RemoveVolume remove
        ? files.remove(remove.device())
        : files.dismount(((VolumeStimulus.DismountVolume) stimulus).device());
  }

  private long hold(FileStimulus operation) {
    if (operation instanceof FileStimulus.OpenFile open) {
      return held.open(open, files.beginOpen(request(open)));
    }
    if (operation instanceof FileStimulus.WriteFile write) {
      OpenFile file = opened(write.file());
      return held.keep(files.beginWrite(thread(), file, HeldFiles.request(write)));
    }
    OpenFile file = opened(((FileStimulus.CloseFile) operation).file());
    openFiles.remove(((FileStimulus.CloseFile) operation).file());
    return held.keep(files.beginClose(thread(), file));
  }

  private StimulusResult finish(FileStimulus.FinishHeld finish) {
    HeldFiles.Open open = held.takeOpen(finish.held());
    return open == null
        ? Actors.ended(held.finish(finish))
        : ended(open.asked(), open.create().finish());
  }

  private KThread thread() {
    return program.threadOfCaller();
  }
}
