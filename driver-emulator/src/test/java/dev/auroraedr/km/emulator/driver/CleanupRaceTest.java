package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.SpinLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** STR-15: CLEANUP while a STOP has taken a stream out that a receive has found before. */
class CleanupRaceTest {
  private final Halt found = new Halt();
  private final Halt removed = new Halt();
  private volatile Session session;
  private final ExecutorService workers = Executors.newFixedThreadPool(3);

  /** A point at which one thread waits until it is let go. */
  private static final class Halt {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    void pass() {
      reached.countDown();
      await(goOn);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The shipped driver, halted after it has looked a stream up. */
  private DriverParts halting() {
    return new DriverParts() {
      @Override
      public StreamTable streamTable(SpinLock lock) {
        return new StreamTable(lock) {
          @Override
          public StreamLookUp find(Session asking, Token token) {
            StreamLookUp result = super.find(asking, token);
            session = asking;
            found.pass();
            return result;
          }

          @Override
          public StreamLookUp remove(Session asking, Token token) {
            StreamLookUp result = super.remove(asking, token);
            removed.pass();
            return result;
          }
        };
      }
    };
  }

  /** Returns once CLEANUP waits for the session's receives. */
  private void awaitCleanup() {
    while (session.receives().acquire()) {
      session.receives().release();
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void letGo() {
    found.goOn.countDown();
    removed.goOn.countDown();
    workers.shutdownNow();
  }

  @Test
  void shouldRefuseReceive_whenSessionEndedBeforeItCouldPend() throws Exception {
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(halting())).isZero();
      RigClient client = rig.client();
      Token token = client.open(EventMask.FILE_CREATE, 0);
      Future<RigClient.Call> receive = workers.submit(() -> client.receive(token, 4096));
      await(found.reached);
      Future<RigClient.Call> stop = workers.submit(() -> client.stop(token));
      await(removed.reached);
      Future<?> cleanup = workers.submit(client::close);
      awaitCleanup();
      assertThat(cleanup.isDone()).as("CLEANUP before the receive has ended").isFalse();
      found.goOn.countDown();
      assertThat(receive.get().returned).isEqualTo(NtStatus.FILE_CLOSED);
      cleanup.get();
      removed.goOn.countDown();
      assertThat(stop.get().status()).isZero();
    }
  }

  @Test
  void shouldTellThatTheFileIsClosed_whenAStopHasClosedTheStreamBefore() throws Exception {
    removed.goOn.countDown();
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(halting())).isZero();
      RigClient client = rig.client();
      Token token = client.open(EventMask.FILE_CREATE, 0);
      Future<RigClient.Call> receive = workers.submit(() -> client.receive(token, 4096));
      await(found.reached);
      assertThat(client.stop(token).status()).isZero();
      Future<?> cleanup = workers.submit(client::close);
      awaitCleanup();
      found.goOn.countDown();
      assertThat(receive.get().returned).isEqualTo(NtStatus.FILE_CLOSED);
      cleanup.get();
    }
  }

  @Test
  void shouldNotFindTheStream_whenAStopHasClosedItAndTheHandleIsOpen() throws Exception {
    removed.goOn.countDown();
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(halting())).isZero();
      RigClient client = rig.client();
      Token token = client.open(EventMask.FILE_CREATE, 0);
      Future<RigClient.Call> receive = workers.submit(() -> client.receive(token, 4096));
      await(found.reached);
      assertThat(client.stop(token).status()).isZero();
      found.goOn.countDown();
      assertThat(receive.get().returned).isEqualTo(NtStatus.NOT_FOUND);
      client.close();
    }
  }

  @Test
  void shouldEndCleanupAfterTheReceive_thatHadFoundItsStream() throws Exception {
    try (Rig rig = Rig.bootConcurrent()) {
      assertThat(rig.load(halting())).isZero();
      RigClient client = rig.client();
      Token token = client.open(EventMask.FILE_CREATE, 0);
      rig.createFile(1);
      Future<RigClient.Call> receive = workers.submit(() -> client.receive(token, 4096));
      await(found.reached);
      Future<?> cleanup = workers.submit(client::close);
      awaitCleanup();
      assertThat(cleanup.isDone()).as("CLEANUP before the receive has ended").isFalse();
      found.goOn.countDown();
      assertThat(receive.get().returned).isEqualTo(NtStatus.FILE_CLOSED);
      cleanup.get();
    }
  }
}
