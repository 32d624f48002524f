package example.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.junit.EdrMachine;
import dev.auroraedr.km.emulator.junit.Stimuli;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EdrMachine(profile = "win11-24h2")
class ExecutableWatchTest {
  @Test
  void seesANewExecutable(EmulatedMachine machine, Stimuli stimuli) throws Exception {
    List<String> seen = new ArrayList<>();
    try (ExecutableWatch watch = new ExecutableWatch(machine.deviceName())) {
      stimuli.createFile("\\Windows\\System32\\new.exe");
      watch.report(Duration.ofSeconds(10), seen::add);
    }
    assertEquals(List.of("\\Device\\HarddiskVolume3\\Windows\\System32\\new.exe"), seen);
  }

  @Test
  void seesNothing_whenTheFileIsNoExecutable(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    List<String> seen = new ArrayList<>();
    try (ExecutableWatch watch = new ExecutableWatch(machine.deviceName())) {
      stimuli.createFile("\\Windows\\System32\\notes.txt");
      stimuli.createFile("\\Windows\\System32\\last.dll");
      watch.report(Duration.ofSeconds(10), seen::add);
    }
    assertEquals(List.of("\\Device\\HarddiskVolume3\\Windows\\System32\\last.dll"), seen);
  }
}
