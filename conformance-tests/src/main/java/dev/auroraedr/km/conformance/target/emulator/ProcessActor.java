package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.ProcessWorld.Started;

/** Starts and ends processes in the name of one program. Thread-safe. */
final class ProcessActor {
  private final EmulatedMachine machine;
  private final Process program;

  ProcessActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(ProcessStimulus stimulus) {
    if (stimulus instanceof ProcessStimulus.StartProcess start) {
      ProcessSpec spec = new ProcessSpec(start.imagePath(), Token.administrator(), false, program);
      Started started = start(spec, start.commandLine());
      return new StimulusResult(started.status(), started.process().processId());
    }
    if (stimulus instanceof ProcessStimulus.ExitProcess exit) {
      Process process = Actors.process(machine, exit.processId());
      machine.world().processes().exit(process.threadOfCaller());
      return Actors.ended(NtStatus.SUCCESS);
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  Started start(ProcessSpec spec, String commandLine) {
    return machine.world().processes().start(program.threadOfCaller(), spec, commandLine);
  }
}
