package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ke.KernelCalls;
import dev.auroraedr.km.emulator.ke.SystemClock;
import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.emulator.se.Token;
import dev.auroraedr.km.fixtures.MachineProfiles;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A registry after boot, without a driver, and programs that use it. */
final class RegistryRig {
  static final String SOFTWARE = "\\REGISTRY\\MACHINE\\SOFTWARE";
  static final String SYSTEM = "\\REGISTRY\\MACHINE\\SYSTEM";

  final KernelCalls calls = new KernelCalls();
  final Verifier verifier = new Verifier();
  final SystemClock clock = SystemClock.virtual();
  final ProcessManager processes = new ProcessManager(clock);
  final ConfigurationManager registry =
      new ConfigurationManager(new Ke(calls, verifier, clock), processes, new ObjectManager());
  final RegistryContent content = registry.content();
  final Process program = start(false);
  final Process narrow = start(true);

  /** What callbacks saw, one line a call. */
  final List<String> seen = new ArrayList<>();

  RegistryRig() {
    BootHives.fill(content, MachineProfiles.load(MachineProfiles.DEFAULT));
  }

  private Process start(boolean wow64) {
    return processes.createProcess(
        new ProcessSpec("\\Device\\x.exe", Token.ordinaryUser(), wow64, null));
  }

  /** Calls a system service in the name of a process. */
  <T> T as(Process process, Supplier<T> call) {
    List<T> result = new ArrayList<>();
    processes.runAs(process.threadOfCaller(), () -> result.add(call.get()));
    return result.get(0);
  }

  OpenedKey create(Process process, KeyObject root, String name) {
    return as(process, () -> registry.nt().createKey(root, text(name), 0));
  }

  OpenedKey open(Process process, KeyObject root, String name) {
    return as(process, () -> registry.nt().openKey(root, text(name), 0));
  }

  /** A callback that notes class and name, and answers with a status. */
  RegistryCallbackFunction noting(String name, int status) {
    return (notifyClass, information) -> {
      seen.add(name + " " + notifyClass + " " + information.name());
      return status;
    };
  }

  static UnicodeString text(String text) {
    return UnicodeString.of(text);
  }
}
