package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.ps.ProcessSpec;
import dev.auroraedr.km.emulator.se.Token;
import java.util.List;

/**
 * The processes of a demonstration.
 *
 * @param sensor the protected sensor
 * @param actors threads of ordinary programs
 */
record Cast(Process sensor, List<KThread> actors) {
  private static final List<String> PROGRAMS =
      List.of(
          "\\Windows\\explorer.exe",
          "\\Windows\\System32\\svchost.exe",
          "\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
          "\\Windows\\System32\\msiexec.exe",
          "\\Users\\demo\\Downloads\\setup.exe");

  static Cast of(ProcessManager processes, String systemVolume) {
    Process sensor =
        process(processes, systemVolume + "\\Program Files\\Aurora\\EDR\\edr-windows.exe");
    return new Cast(
        sensor,
        PROGRAMS.stream()
            .map(program -> process(processes, systemVolume + program).createThread())
            .toList());
  }

  private static Process process(ProcessManager processes, String image) {
    return processes.createProcess(
        new ProcessSpec(image, Token.administrator(), false, processes.systemProcess()));
  }
}
