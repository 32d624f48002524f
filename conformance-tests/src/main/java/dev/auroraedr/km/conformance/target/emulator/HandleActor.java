package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.Process;

/** Opens and duplicates process handles in the name of one program. Thread-safe. */
final class HandleActor {
  private final EmulatedMachine machine;
  private final Process program;

  HandleActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(HandleStimulus stimulus) {
    if (stimulus instanceof HandleStimulus.OpenProcess open) {
      Process target = Actors.process(machine, open.processId());
      int granted =
          machine.world().handles().open(program.threadOfCaller(), target, open.desiredAccess());
      return new StimulusResult(NtStatus.SUCCESS, granted);
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }
}
