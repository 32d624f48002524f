package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.HandleStimulus;
import dev.auroraedr.km.conformance.target.ProcessStimulus;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.Stimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;

/** Ordinary programs of the machine, in whose name stimuli happen. Thread-safe. */
final class Actors {
  private final EmulatedMachine machine;
  private final Process shell;
  private final FileActor files;
  private final ProcessActor processes;
  private final RegistryActor registry;
  private final HandleActor handles;

  Actors(EmulatedMachine machine) {
    this(machine, shell(machine));
  }

  /** Stimuli in the name of a program that runs already. */
  Actors(EmulatedMachine machine, Process program) {
    this.machine = machine;
    this.shell = program;
    this.files = new FileActor(machine, shell);
    this.processes = new ProcessActor(machine, shell);
    this.registry = new RegistryActor(machine, shell);
    this.handles = new HandleActor(machine, shell);
  }

  private static Process shell(EmulatedMachine machine) {
    String image = machine.options().volumes().get(0) + "\\Windows\\explorer.exe";
    return machine
        .ps()
        .createProcess(
            new ProcessSpec(image, Token.administrator(), false, machine.ps().systemProcess()));
  }

  /** Starts a process that will open the device; drivers are told as of any other. */
  Process startCaller(CallerSpec spec) {
    String image = machine.options().volumes().get(0) + "\\Users\\test\\caller.exe";
    return processes
        .start(new ProcessSpec(image, token(spec.account()), spec.wow64(), shell), "caller")
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

  StimulusResult perform(Stimulus stimulus) {
    if (stimulus instanceof FileStimulus file) {
      return files.perform(file);
    }
    if (stimulus instanceof ProcessStimulus process) {
      return processes.perform(process);
    }
    if (stimulus instanceof RegistryStimulus key) {
      return registry.perform(key);
    }
    return handles.perform((HandleStimulus) stimulus);
  }

  static Process process(EmulatedMachine machine, long id) {
    Process found = machine.ps().lookup((int) id);
    if (found == null) {
      throw new IllegalArgumentException("no process " + id + " runs on this machine");
    }
    return found;
  }

  static StimulusResult ended(int status) {
    return new StimulusResult(status, 0);
  }
}
