package dev.auroraedr.km.emulator.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.echo.EchoDriver;
import dev.auroraedr.km.emulator.ke.FaultPlan;
import dev.auroraedr.km.emulator.ps.Process;
import dev.auroraedr.km.emulator.se.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Same seed, same bytes: ids, handles, dirty memory, time, order of calls. */
final class DeterminismTest {
  @Test
  void shouldRepeatEverything_whenSeedIsTheSame() {
    assertThat(story(5)).isEqualTo(story(5));
  }

  @Test
  void shouldDifferInRandomBytes_whenSeedDiffers() {
    assertThat(story(5)).isNotEqualTo(story(6));
  }

  @Test
  void shouldShareNothing_whenTwoMachinesRun() {
    EchoMachine first = new EchoMachine();
    EchoMachine second = new EchoMachine();
    first.open();
    first.machine.clock().advance(100);
    assertThat(second.driver.log).isEmpty();
    assertThat(second.machine.openObjects()).isEmpty();
    assertThat(second.machine.clock().now()).isNotEqualTo(first.machine.clock().now());
    assertThat(second.open()).isEqualTo(4);
    assertThat(second.process.processId()).isEqualTo(first.process.processId());
  }

  private static List<String> story(long seed) {
    EchoMachine echo =
        new EchoMachine(MachineOptions.deterministic(seed).withPoison(false), new EchoDriver());
    FaultPlan plan = new FaultPlan();
    echo.machine.kernel().calls().observe(plan);
    plan.startTrace();
    List<String> story = new ArrayList<>();
    Random script = new Random(1);
    long handle = echo.open();
    CompletionQueue port = echo.bind(handle, 9);
    for (int i = 0; i < 200; i++) {
      byte[] input = new byte[script.nextInt(40)];
      script.nextBytes(input);
      byte[] output = EchoMachine.filled(script.nextInt(60));
      int code = script.nextBoolean() ? EchoDriver.PEND : EchoDriver.FEED;
      story.add(
          Integer.toHexString(echo.control(handle, EchoMachine.request(input, output), code)));
      story.add(Arrays.toString(echo.driver.seen.buffer()));
      IoRequest[] taken = new IoRequest[2];
      story.add(port.remove(taken, 0) + Arrays.toString(output));
      if (script.nextInt(9) == 0) {
        echo.cancel(handle, null);
      }
    }
    byte[] random = new byte[16];
    echo.machine.kernel().random().genRandom(random, 0, 16);
    Process late = echo.machine.startProcess("\\late.exe", Token.system());
    story.add(Arrays.toString(random) + late + echo.machine.clock().now());
    story.addAll(plan.stopTrace());
    return story;
  }
}
