package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.world.RegistryWorld;

/** Uses the registry in the name of one program. Thread-safe. */
final class RegistryActor {
  private final EmulatedMachine machine;
  private final Process program;

  RegistryActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(RegistryStimulus stimulus) {
    return Actors.ended(status(stimulus));
  }

  private int status(RegistryStimulus stimulus) {
    RegistryWorld registry = machine.world().registry();
    KThread thread = program.threadOfCaller();
    if (stimulus instanceof RegistryStimulus.SetValue set) {
      return registry.setValue(
          thread, registry.key(set.key()), set.value(), set.type(), set.dataSize());
    }
    if (stimulus instanceof RegistryStimulus.DeleteValue delete) {
      return registry.deleteValue(thread, registry.key(delete.key()), delete.value());
    }
    if (stimulus instanceof RegistryStimulus.CreateKey create) {
      return registry.createKey(thread, null, create.key());
    }
    if (stimulus instanceof RegistryStimulus.DeleteKey delete) {
      return registry.deleteKey(thread, registry.key(delete.key()));
    }
    if (stimulus instanceof RegistryStimulus.RenameKey rename) {
      return registry.renameKey(thread, registry.key(rename.key()), rename.newName());
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }
}
