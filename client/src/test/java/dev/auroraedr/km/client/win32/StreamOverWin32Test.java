package dev.auroraedr.km.client.win32;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.StreamSummary;
import dev.auroraedr.km.client.codec.EventBatch;
import dev.auroraedr.km.client.codec.EventCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stream and Win32 port together, on native memory. */
@Timeout(60)
class StreamOverWin32Test {
  private final SimulatedKernel32 kernel = new SimulatedKernel32();
  private final InFlight inFlight = new InFlight();
  private final Win32DevicePort port =
      new Win32DevicePort(
          new Win32System(kernel, NativeLayout.ofThisProcess(), inFlight), "\\\\.\\AuroraEDRKM");
  private final List<Long> seen = new ArrayList<>();

  @AfterEach
  void leaksNothing() {
    port.close();
    assertThat(inFlight.count()).isZero();
    assertThat(inFlight.pinnedCount()).isZero();
    assertThat(kernel.openHandles()).isZero();
  }

  @Test
  void shouldCarryEventsAndStop() throws Exception {
    try (DriverConnection connection = DriverConnection.open(port);
        EventStream stream = connection.startEventStream(StreamOptions.defaults())) {
      stream.poll(Duration.ZERO, this::collect);
      assertThat(kernel.pendingReceives()).isEqualTo(4);
      for (int i = 0; i < 20; i++) {
        kernel.happen();
        assertThat(stream.poll(Duration.ofSeconds(20), this::collect)).isEqualTo(1);
        stream.poll(Duration.ZERO, this::collect);
      }
      kernel.happen();
      assertThat(stream.stop(this::collect)).isEqualTo(new StreamSummary(21, 0));
    }
    assertThat(seen).hasSize(21).isSorted();
  }

  @Test
  void shouldComeBack_whenClosedWhileWaiting() throws Exception {
    try (DriverConnection connection = DriverConnection.open(port)) {
      EventStream stream = connection.startEventStream(StreamOptions.defaults());
      CompletableFuture<Integer> polled =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return stream.poll(Duration.ofDays(1), this::collect);
                } catch (java.io.IOException e) {
                  throw new AssertionError(e);
                }
              });
      while (kernel.pendingReceives() < 4) {
        Thread.onSpinWait();
      }
      stream.close();
      assertThat(polled.get(20, TimeUnit.SECONDS)).isEqualTo(EventStream.ENDED);
    }
  }

  private void collect(EventBatch batch) {
    for (EventCursor event = batch.events(); event.next(); ) {
      seen.add(event.sequence());
    }
  }
}
