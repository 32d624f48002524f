package dev.auroraedr.km.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.client.codec.EventType;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.MachineOptions;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.emulator.machines.Demo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demo machine shows everything that there is to show, the same for the same seed. */
class DemoEventsTest {
  private static final int STEPS = 1500;

  @Test
  void shouldShowEveryTypeOfEvent_whenTheDemoHasRunForAWhile() throws DriverException {
    List<String> events = events(7);
    for (EventType type : EventType.values()) {
      assertThat(events).anyMatch(event -> event.startsWith(type + " "));
    }
    assertThat(Arrays.asList("0", "1", "2", "3"))
        .allSatisfy(callback -> assertThat(events).contains("TAMPER_DETECTED  " + callback + " 1"));
    assertThat(events(7)).isEqualTo(events);
    assertThat(events(8)).isNotEqualTo(events);
  }

  private static List<String> events(long seed) throws DriverException {
    List<String> events = new ArrayList<>();
    try (EmulatedMachine machine = EmulatedMachine.boot(MachineOptions.deterministic(1))) {
      assertThat(machine.loadDriver(new AuroraDriver()).status()).isEqualTo(NtStatus.SUCCESS);
      try (Demo demo = new Demo(machine, seed);
          DriverConnection connection = DriverConnection.open(machine.deviceName());
          EventStream stream = connection.startEventStream(StreamOptions.defaults())) {
        for (int i = 0; i < STEPS; i++) {
          demo.run();
          while (stream.poll(Duration.ZERO, batch -> note(batch, events)) > 0) {
            continue;
          }
        }
      }
      assertThat(machine.findings()).isEmpty();
    }
    return events;
  }

  private static void note(EventBatch batch, List<String> events) {
    assertThat(batch.dropped()).isZero();
    EventCursor event = batch.events();
    while (event.next()) {
      events.add(event.type() + " " + event.name() + " " + event.detail0() + " " + event.detail1());
    }
  }
}
