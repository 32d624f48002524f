package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Real threads: events, receives, cancellations, STOP and close against one another. */
class StreamRaceTest {
  private static final int EVENTS = 4_000;
  private static final int RECEIVES = 8;

  private final ExecutorService workers = Executors.newFixedThreadPool(3);

  @Test
  void shouldLoseAndDoubleNothing_whenReceivesAreCancelledAllTheTime() throws Exception {
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(DriverParts.standard())).isZero();
      RigClient client = rig.client();
      Token token = client.open(EventMask.FILE_CREATE, 4194304);
      CountDownLatch start = new CountDownLatch(1);
      Future<?> events = workers.submit(() -> createFiles(rig, start));
      start.countDown();
      List<Long> seen = new ArrayList<>();
      while (seen.size() < EVENTS) {
        receiveAndCancel(client, token, seen);
      }
      events.get();
      assertThat(seen.stream().sorted().toList())
          .isEqualTo(LongStream.rangeClosed(1, EVENTS).boxed().toList());
      RigClient.Call stop = client.stop(token);
      assertThat(stop.u64(8)).isEqualTo(EVENTS);
      assertThat(stop.u64(16)).isZero();
      client.close();
    } finally {
      workers.shutdownNow();
    }
  }

  private void createFiles(Rig rig, CountDownLatch start) {
    await(start);
    for (int i = 0; i < EVENTS; i++) {
      rig.createFile(i);
    }
  }

  private static void receiveAndCancel(RigClient client, Token token, List<Long> seen) {
    List<RigClient.Call> calls = new ArrayList<>();
    for (int i = 0; i < RECEIVES; i++) {
      calls.add(client.receive(token, 4096));
    }
    client.cancelAll();
    for (RigClient.Call call : calls) {
      int status = call.status();
      if (status == NtStatus.SUCCESS) {
        SeenEvent.in(call.output).forEach(event -> seen.add(event.sequence()));
      } else {
        assertThat(status).isEqualTo(NtStatus.CANCELLED);
      }
    }
  }

  @Test
  void shouldEndEveryReceiveAndCountEveryEvent_whenStopAndCloseRace() throws Exception {
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(DriverParts.standard())).isZero();
      for (int round = 0; round < 150; round++) {
        raceToTheEnd(rig, round % 2 == 0);
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private void raceToTheEnd(Rig rig, boolean stops) throws Exception {
    RigClient client = rig.client();
    Token token = client.open(EventMask.FILE_CREATE, 0);
    List<RigClient.Call> calls = new ArrayList<>();
    for (int i = 0; i < RECEIVES; i++) {
      calls.add(client.receive(token, 4096));
    }
    CountDownLatch start = new CountDownLatch(1);
    Future<?> events =
        workers.submit(
            () -> {
              await(start);
              rig.createFile(1);
              rig.createFile(2);
            });
    Future<?> cancels =
        workers.submit(
            () -> {
              await(start);
              calls.get(0).cancel();
            });
    start.countDown();
    RigClient.Call stop = stops ? client.stop(token) : null;
    if (!stops) {
      client.close();
    }
    // STR-10, STR-15: whoever completes them, they have ended when STOP or CLEANUP returns.
    assertThat(calls).allMatch(RigClient.Call::ended);
    events.get();
    cancels.get();
    if (stops) {
      long batches = calls.stream().filter(call -> call.status() == NtStatus.SUCCESS).count();
      assertThat(stop.u64(8)).isEqualTo(batches);
      assertThat(stop.u64(16)).isZero();
      client.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
