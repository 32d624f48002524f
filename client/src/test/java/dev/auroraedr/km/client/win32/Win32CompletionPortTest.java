package dev.auroraedr.km.client.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.sun.jna.Pointer;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class Win32CompletionPortTest {
  private static final Pointer PORT = Pointer.createConstant(0x48);

  private final Kernel32Calls calls = mock();
  private final InFlight inFlight = new InFlight();
  private final OverlappedRequest[] into = new OverlappedRequest[3];
  private final Win32CompletionPort port =
      new Win32CompletionPort(new Win32System(calls, NativeLayout.ofThisProcess(), inFlight), PORT);

  @ParameterizedTest
  @ValueSource(ints = {258, 735, 6})
  void shouldGiveNothing_whenTimedOutOrClosed(int error) {
    answer(error, 0);
    assertThat(port.dequeue(into, 1)).isZero();
  }

  @Test
  void shouldTellLoudly_whenDequeuingFailsOtherwise() {
    answer(87, 0);
    assertThatThrownBy(() -> port.dequeue(into, 0)).hasMessageContaining("Win32 error 87");
  }

  @Test
  void shouldTellLoudly_whenPacketIsUnknown() {
    answer(0, 0x1000);
    assertThatThrownBy(() -> port.dequeue(into, 0)).hasMessageContaining("0x1000");
  }

  @Test
  void shouldGiveNull_whenWoken() {
    answer(0, 0);
    into[0] = mock();
    assertThat(port.dequeue(into, 0)).isEqualTo(1);
    assertThat(into[0]).isNull();
    port.wake();
    verify(calls).postQueuedCompletionStatus(PORT);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1000000, 1",
    "1000001, 2",
    "9223372036854775806, 2147483647",
    "9223372036854775807, -1",
    "-5, 0"
  })
  void shouldRoundTimeoutUp(long nanos, int millis) {
    answer(258, 0);
    port.dequeue(into, nanos);
    verify(calls).getQueuedCompletionStatusEx(eq(PORT), any(), eq(millis));
  }

  @Test
  void shouldAskForNoMoreThanFits() {
    when(calls.getQueuedCompletionStatusEx(any(), any(), anyInt()))
        .thenAnswer(call -> call.<PacketBlock>getArgument(1).wanted() == 3 ? 258 : 87);
    assertThat(port.dequeue(into, 0)).isZero();
  }

  @Test
  void shouldWakeWaiterThenCloseHandle_whenClosed() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch woken = new CountDownLatch(1);
    when(calls.getQueuedCompletionStatusEx(any(), any(), eq(-1)))
        .thenAnswer(
            call -> {
              waiting.countDown();
              woken.await();
              verify(calls, never()).closeHandle(PORT);
              return 258;
            });
    CompletableFuture<Integer> waiter =
        CompletableFuture.supplyAsync(() -> port.dequeue(into, CompletionPort.FOREVER));
    waiting.await();

    port.close();
    port.close();

    verify(calls).postQueuedCompletionStatus(PORT);
    woken.countDown();
    assertThat(waiter.get(10, TimeUnit.SECONDS)).isZero();
    verify(calls).closeHandle(PORT);
    assertThat(port.dequeue(into, CompletionPort.FOREVER)).isZero();
    port.wake();
    verify(calls).postQueuedCompletionStatus(PORT);
    assertThat(port.bind(PORT, 1)).isEqualTo(6);
  }

  /** The first to wake may take all packets that were posted to wake the others. */
  @Test
  void shouldWakeEveryWaiter_whenOneTakesAllPackets() throws Exception {
    SharedQueue queue = new SharedQueue();
    when(calls.getQueuedCompletionStatusEx(any(), any(), eq(-1))).thenAnswer(call -> queue.take());
    when(calls.postQueuedCompletionStatus(PORT)).thenAnswer(call -> queue.post());
    List<CompletableFuture<Integer>> waiters = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      OverlappedRequest[] own = new OverlappedRequest[8];
      waiters.add(
          CompletableFuture.supplyAsync(
              () -> port.dequeue(own, CompletionPort.FOREVER),
              command -> new Thread(command).start()));
    }
    queue.awaitWaiting(3);

    port.close();

    for (CompletableFuture<Integer> waiter : waiters) {
      waiter.get(10, TimeUnit.SECONDS);
    }
    verify(calls).closeHandle(PORT);
  }

  /** Packets that a single call takes all of, as the system may. */
  private static final class SharedQueue {
    private int packets;
    private int waiting;

    synchronized int take() throws InterruptedException {
      waiting++;
      notifyAll();
      while (packets == 0) {
        wait();
      }
      packets = 0;
      return 258;
    }

    synchronized int post() {
      packets++;
      notifyAll();
      return 0;
    }

    synchronized void awaitWaiting(int count) throws InterruptedException {
      while (waiting < count) {
        wait();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 32, 8, 24, 32, 8", "4, 20, 4, 16, 16, 4"})
  void shouldHaveSizesOfWindows(
      int pointer, int overlapped, int high, int event, int entry, int entryOverlapped) {
    NativeLayout layout = new NativeLayout(pointer);
    assertThat(layout.overlappedSize()).isEqualTo(overlapped);
    assertThat(layout.internalHighOffset()).isEqualTo(high);
    assertThat(layout.eventOffset()).isEqualTo(event);
    assertThat(layout.entrySize()).isEqualTo(entry);
    assertThat(layout.entryOverlappedOffset()).isEqualTo(entryOverlapped);
  }

  @Test
  void shouldReadAddressesUnsigned_whenProcessIs32Bit() {
    PacketBlock block = new PacketBlock(new NativeLayout(4), 2);
    block.entries().setInt(16 + 4, 0x80000010);
    assertThat(block.overlapped(1)).isEqualTo(0x80000010L);
    new NativeLayout(4).writeAddress(block.entries(), 4, 0x80000020L);
    assertThat(block.overlapped(0)).isEqualTo(0x80000020L);
  }

  private void answer(int error, long overlapped) {
    when(calls.getQueuedCompletionStatusEx(any(), any(), anyInt()))
        .thenAnswer(
            call -> {
              PacketBlock block = call.getArgument(1);
              NativeLayout layout = NativeLayout.ofThisProcess();
              layout.writeAddress(block.entries(), layout.entryOverlappedOffset(), overlapped);
              block.removed().setInt(0, 1);
              return error;
            });
  }
}
