package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.conformance.target.hosted.Message.Reply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final int FAILING = 0xC0000001;

  /** What the kernel's gate answers; a point is its number, which call and its name. */
  private final BlockingQueue<Message> points = new LinkedBlockingQueue<>();

  private final CountDownLatch wentOn = new CountDownLatch(1);
  private final FakeKernel kernel = new FakeKernel();
  private final Gate gate = new Gate(kernel);

  GateTest() {
    kernel.on(Operations.STOP_AT, input -> new Message().u64(5));
    kernel.on(Operations.NEXT_POINT, input -> nextPoint());
    kernel.on(
        Operations.GO_ON,
        input -> {
          wentOn.countDown();
          return new Message();
        });
  }

  private Message nextPoint() {
    try {
      Message point = points.poll(20, TimeUnit.MILLISECONDS);
      return point == null ? new Message().flag(false) : point;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void reach(long nth, String call) throws InterruptedException {
    points.add(new Message().flag(true).u64(9).u64(nth).text(call));
    assertThat(wentOn.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void endWatch() {
    kernel.close();
  }

  @Test
  void shouldActBetweenTheStopAndGoingOn_whenItsPointIsReached() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    gate.at("ZwClose", 1, ran::incrementAndGet);
    reach(5, "ZwClose");
    gate.joinActions();
    assertThat(ran).hasValue(1);
    assertThat(kernel.askedAmong(Operations.ACT_AT, Operations.GO_ON))
        .containsExactly(Operations.ACT_AT, Operations.ACT_AT, Operations.GO_ON);
  }

  @Test
  void shouldGoOnWithoutActing_whenAnotherPointIsReached() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    gate.at("ZwClose", 1, ran::incrementAndGet);
    reach(6, "ZwClose");
    gate.joinActions();
    assertThat(ran).hasValue(0);
  }

  @Test
  void shouldTellTheCall_whenAnActionIsDueAtEveryOne() throws Exception {
    AtomicReference<String> call = new AtomicReference<>();
    gate.atEvery(call::set);
    reach(0, "IoCreateDevice");
    gate.joinActions();
    assertThat(call).hasValue("IoCreateDevice");
  }

  @Test
  void shouldThrowWhatAnActionThrew_whenCleared() throws Exception {
    gate.at(
        "ZwClose",
        1,
        () -> {
          throw new AssertionError("wrong");
        });
    reach(5, "ZwClose");
    assertThatThrownBy(gate::clear).isInstanceOf(AssertionError.class).hasMessage("wrong");
    gate.clear();
  }

  @Test
  void shouldFailWithTheEmulatorsStatus_whenNoneIsNamed() {
    AtomicReference<Reply> asked = new AtomicReference<>();
    kernel.on(
        Operations.FAIL,
        input -> {
          asked.set(input);
          return new Message();
        });
    gate.fail("IoCreateDevice", 2);
    assertThat(asked.get().text()).isEqualTo("IoCreateDevice");
    assertThat(asked.get().u64()).isEqualTo(2);
    assertThat(asked.get().u32()).isEqualTo(0xC000009A);
    gate.failAll("IoCreateDevice", FAILING);
    asked.get().text();
    assertThat(asked.get().u64()).isZero();
    assertThatThrownBy(() -> gate.fail("IoCreateDevice", 1, 0)).hasMessageContaining("no failing");
  }
}
