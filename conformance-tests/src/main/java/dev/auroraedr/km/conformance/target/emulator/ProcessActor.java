package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Kind;
import dev.auroraedr.km.conformance.target.ProcessStimulus.Start;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.emulator.world.ProcessWorld.Started;
import dev.auroraedr.km.emulator.world.StartOptions;
import dev.auroraedr.km.fixtures.MachineProfile;

/** Starts and ends processes in the name of a program. Thread-safe. */
final class ProcessActor {
  private static final String LINK = "\\link.exe";

  private final EmulatedMachine machine;
  private final Process program;

  ProcessActor(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.program = program;
  }

  StimulusResult perform(ProcessStimulus stimulus) {
    if (stimulus instanceof ProcessStimulus.StartProcess start) {
      Started started = start(start);
      return new StimulusResult(started.status(), started.process().processId());
    }
    if (stimulus instanceof ProcessStimulus.ExitProcess exit) {
      Process process = Actors.process(machine, exit.processId());
      machine.world().processes().exit(process.threadOfCaller());
      return Actors.ended(NtStatus.SUCCESS);
    }
    throw new IllegalArgumentException("stimulus without an actor: " + stimulus);
  }

  private Started start(ProcessStimulus.StartProcess stimulus) {
    Start how = stimulus.how();
    Process creator = actor(how.creator());
    Process parent = how.parent() == 0 ? creator : actor(how.parent());
    ProcessSpec spec =
        new ProcessSpec(
            stimulus.imagePath(),
            Token.administrator(),
            how.kind() == Kind.WOW64,
            parent,
            how.kind() == Kind.MINIMAL);
    StartOptions options =
        new StartOptions(
            stimulus.commandLine(),
            nameOf(stimulus),
            isOpenName(how),
            how.inheritHandles(),
            how.keepHandle(),
            (int) how.endedId());
    return machine.world().processes().startWith(creator.threadOfCaller(), spec, options);
  }

  private Process actor(long id) {
    return id == 0 ? program : Actors.process(machine, id);
  }

  private static boolean isOpenName(Start how) {
    return how.name() == ProcessStimulus.ImageName.DRIVE_LETTER
        || how.name() == ProcessStimulus.ImageName.LINK
        || how.name() == ProcessStimulus.ImageName.DEVICE;
  }

  private String nameOf(ProcessStimulus.StartProcess stimulus) {
    String path = stimulus.imagePath();
    return switch (stimulus.how().name()) {
      case DRIVE_LETTER -> byLetter(path);
      case DEVICE -> path;
      case LINK -> byLetter(machine.options().profile().systemVolume().device() + LINK);
      case PARTIAL -> path.substring(path.lastIndexOf('\\') + 1);
      case NONE -> null;
    };
  }

  /** The name under the drive letter of its volume; the path itself where there is none. */
  private String byLetter(String path) {
    for (MachineProfile.Volume volume : machine.options().profile().volumes()) {
      if (volume.letter() != null && path.startsWith(volume.device() + "\\")) {
        return "\\??\\" + volume.letter() + ":" + path.substring(volume.device().length());
      }
    }
    return path;
  }

  Started start(ProcessSpec spec, String commandLine) {
    return machine.world().processes().start(program.threadOfCaller(), spec, commandLine);
  }
}
