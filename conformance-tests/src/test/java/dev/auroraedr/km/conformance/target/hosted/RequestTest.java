package dev.auroraedr.km.conformance.target.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import dev.auroraedr.km.conformance.target.TargetTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestTest {
  private static final Duration AT_ONCE = Duration.ofMillis(5);
  private static final long ID = 77;

  private final FakeKernel kernel = new FakeKernel();
  private final Requests requests = new Requests(kernel);
  private final Caller caller = new Caller(requests, 1000);
  private int returned = NtStatus.PENDING;
  private boolean ended;

  RequestTest() {
    kernel.on(Operations.SUBMIT, input -> new Message().u32(returned).u64(ID));
    kernel.on(Operations.CREATE_PORT, input -> new Message().u64(3));
    kernel.on(Operations.ENDED, input -> new Message().flag(ended));
    kernel.on(Operations.DEQUEUE, input -> new Message().u32(1).u64(0x1234).u64(ID));
    kernel.on(
        Operations.AWAIT,
        input ->
            ended
                ? new Message().flag(true).u32(NtStatus.SUCCESS).u64(2).bytes(new byte[] {1, 2})
                : new Message().flag(false));
  }

  private Request submit() {
    ControlRequest control = ControlRequest.of(0x80002204, new byte[0], 2);
    return (Request) new Handle(caller, 0x10).submit(control);
  }

  @Test
  void shouldSayHowLong_whenARequestDoesNotEnd() {
    Request request = submit();
    assertThat(request.ended()).isFalse();
    assertThatThrownBy(() -> request.await(AT_ONCE))
        .isInstanceOf(TargetTimeoutException.class)
        .hasMessageContaining("5 ms");
    assertThat(kernel.count(Operations.FORGET)).isZero();
  }

  @Test
  void shouldBeForgottenOnce_whenItsEndIsKnownAndNoPacketCanCome() {
    Request request = submit();
    ended = true;
    assertThat(request.await(AT_ONCE).information()).isEqualTo(2);
    assertThat(request.await(AT_ONCE).output()).containsExactly(1, 2);
    assertThat(request.ended()).isTrue();
    assertThat(kernel.count(Operations.AWAIT)).isEqualTo(1);
    assertThat(kernel.count(Operations.FORGET)).isEqualTo(1);
  }

  @Test
  void shouldBeKeptUntilItsPacketIsTaken_whenThereIsAPort() {
    TargetPort port = caller.createPort();
    Request request = submit();
    ended = true;
    request.await(AT_ONCE);
    assertThat(kernel.count(Operations.FORGET)).isZero();

    List<Packet> packets = port.dequeue(1, AT_ONCE);
    assertThat(packets.get(0).key()).isEqualTo(0x1234);
    assertThat(packets.get(0).submission()).isSameAs(request);
    assertThat(kernel.count(Operations.FORGET)).isEqualTo(1);
    assertThat(request.await(AT_ONCE)).isSameAs(packets.get(0).completion());
  }

  @Test
  void shouldBeForgotten_whenItFailedAtOnceThoughThereIsAPort() {
    caller.createPort();
    returned = NtStatus.INVALID_PARAMETER;
    ended = true;
    Request request = submit();
    assertThat(request.ended()).isTrue();
    request.await(AT_ONCE);
    assertThat(kernel.count(Operations.FORGET)).isEqualTo(1);
  }

  @Test
  void shouldCloseOnce_whenAHandleIsClosedTwice() {
    Handle handle = new Handle(caller, 0x10);
    assertThat(handle.closed()).isFalse();
    handle.close();
    handle.close();
    assertThat(kernel.count(Operations.CLOSE)).isEqualTo(1);
    caller.kill();
    caller.kill();
    assertThat(handle.closed()).isTrue();
    assertThat(kernel.count(Operations.KILL)).isEqualTo(1);
  }
}
