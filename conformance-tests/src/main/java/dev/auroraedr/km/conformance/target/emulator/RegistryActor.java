package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.NtHives;
import dev.auroraedr.km.emulator.cm.NtRegistry;
import dev.auroraedr.km.emulator.cm.OpenedKey;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * Uses the registry in the name of one program, or of another that a stimulus names. Thread-safe.
 */
final class RegistryActor {
  private final EmulatedMachine machine;
  private final Process program;
  private final NtRegistry nt;
  private final NtHives hives;

  RegistryActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
    this.nt = machine.kernel().callbacks().registry().nt();
    this.hives = machine.kernel().callbacks().registry().hives();
  }

  StimulusResult perform(RegistryStimulus stimulus) {
    return stimulus instanceof RegistryStimulus.By by
        ? performAs(by.processId() == 0 ? program : process(by), by.kernelMode(), by.stimulus())
        : performAs(program, false, stimulus);
  }

  private Process process(RegistryStimulus.By by) {
    return Actors.process(machine, by.processId());
  }

  private StimulusResult performAs(Process who, boolean kernelMode, RegistryStimulus stimulus) {
    KThread thread = who.threadOfCaller();
    StimulusResult[] result = new StimulusResult[1];
    boolean before = kernelMode ? thread.enterKernelMode() : thread.isPreviousModeKernel();
    try {
      machine.ps().runAs(thread, () -> result[0] = result(stimulus));
    } finally {
      thread.leaveKernelMode(before);
    }
    return result[0];
  }

  private StimulusResult result(RegistryStimulus stimulus) {
    if (stimulus instanceof RegistryStimulus.CreateKey create) {
      return created(nt.createKey(null, text(create.key()), 0));
    }
    if (stimulus instanceof RegistryStimulus.CreateAt create) {
      KeyObject root = create.root() == null ? null : key(create.root());
      return created(nt.createKey(root, text(create.name()), create.access()));
    }
    return Actors.ended(status(stimulus));
  }

  private static StimulusResult created(OpenedKey opened) {
    if (opened.key() == null) {
      return Actors.ended(opened.status());
    }
    return new StimulusResult(
        opened.status(),
        opened.created()
            ? RegistryStimulus.CreateAt.REG_CREATED_NEW_KEY
            : RegistryStimulus.CreateAt.REG_OPENED_EXISTING_KEY);
  }

  private int status(RegistryStimulus stimulus) {
    if (stimulus instanceof RegistryStimulus.SetValue set) {
      return nt.setValue(key(set.key()), text(set.value()), set.type(), new byte[set.dataSize()]);
    }
    if (stimulus instanceof RegistryStimulus.SetData set) {
      return nt.setValue(key(set.key()), text(set.value()), set.type(), set.data());
    }
    if (stimulus instanceof RegistryStimulus.DeleteValue delete) {
      return nt.deleteValue(key(delete.key()), text(delete.value()));
    }
    if (stimulus instanceof RegistryStimulus.QueryValue query) {
      return nt.queryValue(key(query.key()), text(query.value()), new byte[64], 64).status();
    }
    return keyStatus(stimulus);
  }

  private int keyStatus(RegistryStimulus stimulus) {
    if (stimulus instanceof RegistryStimulus.OpenKey open) {
      return nt.openKey(null, text(open.key()), 0).status();
    }
    if (stimulus instanceof RegistryStimulus.DeleteKey delete) {
      return nt.deleteKey(key(delete.key()));
    }
    if (stimulus instanceof RegistryStimulus.RenameKey rename) {
      return nt.renameKey(key(rename.key()), text(rename.newName()));
    }
    if (stimulus instanceof RegistryStimulus.FlushKey flush) {
      return nt.flushKey(key(flush.key()));
    }
    if (stimulus instanceof RegistryStimulus.SetKeySecurity set) {
      return nt.setSecurity(key(set.key()), new byte[] {1});
    }
    return hiveStatus(stimulus);
  }

  private int hiveStatus(RegistryStimulus stimulus) {
    if (stimulus instanceof RegistryStimulus.SaveKey save) {
      return hives.save(key(save.key()), text(save.file()));
    }
    if (stimulus instanceof RegistryStimulus.LoadKey load) {
      return hives.load(null, text(load.key()), text(load.file()));
    }
    if (stimulus instanceof RegistryStimulus.LoadAt load) {
      return hives.load(key(load.root()), text(load.name()), text(load.file()));
    }
    if (stimulus instanceof RegistryStimulus.UnloadKey unload) {
      return hives.unload(key(unload.key()));
    }
    if (stimulus instanceof RegistryStimulus.RestoreKey restore) {
      return hives.restore(key(restore.key()), text(restore.file()));
    }
    if (stimulus instanceof RegistryStimulus.ReplaceKey replace) {
      return hives.replace(key(replace.key()), text(replace.newFile()), text(replace.oldFile()));
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  private KeyObject key(String path) {
    return machine.world().registry().key(path);
  }

  private static UnicodeString text(String text) {
    return UnicodeString.of(text);
  }
}
