package dev.auroraedr.km.conformance.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.DriverGoneException;
import dev.auroraedr.km.client.DriverNotFoundException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamClosedException;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.StreamSummary;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.junit.EdrMachine;
import dev.auroraedr.km.emulator.junit.Stimuli;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads on a real machine of ours; the extension sees to it that nothing leaks. */
@EdrMachine
@Timeout(60)
class ClientUnderStressTest {
  private static final StreamOptions WIDE = StreamOptions.defaults().withReceives(64);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final AtomicBoolean enough = new AtomicBoolean();

  @RepeatedTest(3)
  void cli2_stopAmidTrafficWith64Receives_losesNothingThatWasDelivered(
      EmulatedMachine machine, Stimuli stimuli) throws Exception {
    try (DriverConnection driver = DriverConnection.open(machine.deviceName());
        EventStream stream = driver.startEventStream(WIDE)) {
      CompletableFuture<Void> first = run(() -> traffic(stimuli));
      CompletableFuture<Void> second = run(() -> traffic(new Stimuli(machine)));
      List<Long> seen = new ArrayList<>();
      while (seen.size() < 2_000) {
        stream.poll(LONG, batch -> collect(batch, seen));
      }
      StreamSummary summary = stream.stop(batch -> collect(batch, seen));
      finish(List.of(first, second));
      assertThat(seen).hasSize((int) summary.delivered()).isSorted().doesNotHaveDuplicates();
      assertThat(stream.statistics().unreported()).isZero();
    }
  }

  @RepeatedTest(20)
  void shouldEndOnce_whenPolledStoppedAndClosedAtOnce(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    try (DriverConnection driver = DriverConnection.open(machine.deviceName())) {
      EventStream stream = driver.startEventStream(WIDE);
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      List<CompletableFuture<Void>> busy = List.of(run(() -> traffic(stimuli)));
      threads.add(run(() -> pollToTheEnd(stream)));
      threads.add(run(() -> pollToTheEnd(stream)));
      stimuli.createFile("\\Windows\\System32\\a.exe");
      threads.add(run(() -> ending(stream::stop)));
      threads.add(run(() -> ending(stream::stop)));
      threads.add(run(stream::close));
      threads.add(run(stream::close));
      threads.add(run(() -> ending(driver::queryCallbackHealth)));
      join(threads);
      finish(busy);
      assertThat(stream.isOpen()).isFalse();
    }
  }

  @RepeatedTest(5)
  void shouldCloseConnection_whenStreamsCarryTraffic(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    DriverConnection driver = DriverConnection.open(machine.deviceName());
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    List<CompletableFuture<Void>> busy = List.of(run(() -> traffic(stimuli)));
    for (int i = 0; i < 8; i++) {
      EventStream stream = driver.startEventStream(WIDE);
      threads.add(run(() -> pollToTheEnd(stream)));
    }
    stimuli.createFile("\\Windows\\System32\\a.exe");
    driver.close();
    join(threads);
    finish(busy);
  }

  @Test
  void shouldCloseConnection_whenAHandlerAsksForIt(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    DriverConnection driver = DriverConnection.open(machine.deviceName());
    EventStream stream = driver.startEventStream(WIDE);
    assertThat(stream.poll(Duration.ZERO, batch -> {})).isZero();
    stimuli.createFile("\\Windows\\System32\\a.exe");
    assertThat(stream.poll(LONG, batch -> driver.close())).isEqualTo(1);
    assertThat(stream.poll(LONG, batch -> {})).isEqualTo(EventStream.ENDED);
    assertThatThrownBy(driver::queryCallbackHealth).isInstanceOf(DriverGoneException.class);
  }

  @Test
  void shouldWaitOn_whenTheReadingThreadIsInterrupted(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    try (DriverConnection driver = DriverConnection.open(machine.deviceName());
        EventStream stream = driver.startEventStream(WIDE)) {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Supplier<Integer> poll = () -> polled(stream);
      CompletableFuture<Integer> events =
          CompletableFuture.supplyAsync(
              () -> {
                Thread.currentThread().interrupt();
                int handed = poll.get();
                interrupted.complete(Thread.interrupted());
                return handed;
              },
              command -> new Thread(command).start());
      stimuli.createFile("\\Windows\\System32\\a.exe");
      assertThat(events.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(interrupted.get()).isTrue();
    }
  }

  @Test
  void cli1_driverUnloadedWhileOpen_tellsThatItIsGone(EmulatedMachine machine, Stimuli stimuli)
      throws Exception {
    try (DriverConnection driver = DriverConnection.open(machine.deviceName());
        EventStream stream = driver.startEventStream(WIDE)) {
      assertThat(stream.poll(Duration.ZERO, batch -> {})).isZero();
      CompletableFuture<Void> busy = run(() -> traffic(stimuli));
      List.copyOf(machine.drivers().drivers()).forEach(machine::unloadDriver);
      assertThatThrownBy(() -> DriverConnection.open(machine.deviceName()))
          .isInstanceOfAny(DriverGoneException.class, DriverNotFoundException.class);
      finish(List.of(busy));
    }
  }

  private void traffic(Stimuli stimuli) {
    for (int i = 0; !enough.get(); i++) {
      stimuli.createFile("\\Windows\\System32\\" + i % 100 + ".exe");
    }
  }

  private static void pollToTheEnd(EventStream stream) throws DriverException {
    AtomicReference<Long> last = new AtomicReference<>(0L);
    int events = 0;
    while (events != EventStream.ENDED) {
      events = stream.poll(LONG, batch -> last.set(batch.lastSequence()));
    }
  }

  private static int polled(EventStream stream) {
    try {
      return stream.poll(LONG, batch -> {});
    } catch (DriverException e) {
      throw new AssertionError(e);
    }
  }

  /** A call that may come after the end; nothing else may go wrong. */
  private static void ending(Call call) throws Exception {
    try {
      call.run();
    } catch (StreamClosedException | DriverGoneException e) {
      assertThat(e.call()).isNotEmpty();
    }
  }

  private static void collect(EventBatch batch, List<Long> seen) {
    for (EventCursor event = batch.events(); event.next(); ) {
      seen.add(event.sequence());
    }
  }

  private interface Call {
    Object run() throws Exception;
  }

  private interface Act {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> run(Act act) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            act.run();
          } catch (Exception e) {
            throw new AssertionError("a thread failed", e);
          }
        },
        command -> new Thread(command).start());
  }

  private void finish(List<CompletableFuture<Void>> traffic) throws Exception {
    enough.set(true);
    join(traffic);
  }

  private static void join(List<CompletableFuture<Void>> threads) throws Exception {
    for (CompletableFuture<Void> thread : threads) {
      thread.get(30, TimeUnit.SECONDS);
    }
  }
}
