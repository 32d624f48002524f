package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private final Rig rig = Rig.loaded();
  private final RigClient client = rig.client();

  @AfterEach
  void close() {
    client.close();
    rig.close();
  }

  @Test
  void shouldServeTheOldestReceive_whenAnEventComes() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    RigClient.Call first = client.receive(token);
    RigClient.Call second = client.receive(token);
    assertThat(first.returned).isEqualTo(NtStatus.PENDING);
    rig.createFile(0x11);
    assertThat(first.ended()).isTrue();
    assertThat(second.ended()).isFalse();
    assertThat(first.status()).isZero();
    assertThat(first.u32(24)).isEqualTo(1);
    assertThat(first.u64(32 + 8)).isEqualTo(1);
    assertThat(first.u32(32 + 32)).isEqualTo(0x11);
    assertThat(Token.read(first.output, 8)).isEqualTo(token);
    assertThat(first.request.finalInformation()).isEqualTo(first.u32(4));
  }

  @Test
  void shouldQueueInOrder_whenNoReceivePends() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    for (int i = 0; i < 3; i++) {
      rig.createFile(i);
    }
    RigClient.Call batch = client.receive(token);
    assertThat(batch.returned).isZero();
    assertThat(batch.u32(24)).isEqualTo(3);
    int size = batch.u32(32);
    for (int i = 0; i < 3; i++) {
      assertThat(batch.u64(32 + i * size + 8)).isEqualTo(i + 1);
      assertThat(batch.u32(32 + i * size + 32)).isEqualTo(i);
    }
    assertThat(client.receive(token).returned).isEqualTo(NtStatus.PENDING);
  }

  @Test
  void shouldDropTheNewestAndCountIt_whenTheQueueIsFull() {
    Token token = client.open(EventMask.FILE_CREATE, 16384);
    int events = 300;
    for (int i = 0; i < events; i++) {
      rig.createFile(i);
    }
    RigClient.Call batch = client.receive(token);
    int kept = batch.u32(24);
    assertThat(kept).isEqualTo(16384 / batch.u32(32));
    assertThat(batch.u32(28)).isEqualTo(events - kept);
    rig.createFile(7);
    RigClient.Call next = client.receive(token);
    assertThat(next.u64(40)).isEqualTo(events + 1);
    assertThat(next.u32(28)).isZero();
    RigClient.Call stop = client.stop(token);
    assertThat(stop.u64(8)).isEqualTo(kept + 1);
    assertThat(stop.u64(16)).isEqualTo(events - kept);
  }

  @Test
  void shouldCountALostEvent_whenItCannotBeMade() {
    Token files = client.open(EventMask.FILE_CREATE, 0);
    Token others = client.open(EventMask.REGISTRY, 0);
    rig.faults.fail("ExAllocatePool2", 1);
    rig.createFile(1);
    RigClient.Call pending = client.receive(files);
    rig.createFile(2);
    assertThat(pending.u64(40)).isEqualTo(2);
    assertThat(pending.u32(28)).isEqualTo(1);
    assertThat(client.stop(others).u64(16)).isZero();
  }

  @Test
  void shouldCancelInOrderBeforeStopAnswers_whenReceivesPend() {
    Token token = client.open(0, 0);
    List<RigClient.Call> receives = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      receives.add(client.receive(token));
    }
    RigClient.Call tooMany = client.receive(token);
    assertThat(tooMany.returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    RigClient.Call stop = client.stop(token);
    assertThat(stop.returned).isZero();
    for (RigClient.Call receive : receives) {
      assertThat(receive.ended()).isTrue();
      assertThat(receive.status()).isEqualTo(NtStatus.CANCELLED);
    }
    assertThat(client.stop(token).returned).isEqualTo(NtStatus.NOT_FOUND);
    assertThat(client.receive(token).returned).isEqualTo(NtStatus.NOT_FOUND);
  }

  @Test
  void shouldPassOverACancelledReceive_keepingTheOrderOfTheRest() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    RigClient.Call first = client.receive(token);
    RigClient.Call second = client.receive(token);
    RigClient.Call third = client.receive(token);
    second.cancel();
    assertThat(second.status()).isEqualTo(NtStatus.CANCELLED);
    assertThat(second.request.finalInformation()).isZero();
    rig.createFile(1);
    rig.createFile(2);
    assertThat(first.u32(64)).isEqualTo(1);
    assertThat(third.u32(64)).isEqualTo(2);
  }

  @Test
  void shouldGiveTheEventToTheTail_whenTheOnlyReceiveIsBeingCancelled() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    RigClient.Call receive = client.receive(token);
    rig.faults.at("IoReleaseCancelSpinLock", 1, () -> rig.createFile(5));
    receive.cancel();
    assertThat(receive.status()).isEqualTo(NtStatus.CANCELLED);
    RigClient.Call next = client.receive(token);
    assertThat(next.returned).isZero();
    assertThat(next.u64(40)).isEqualTo(1);
    assertThat(next.u32(28)).isZero();
  }

  @Test
  void shouldEndTheReceiveAtOnce_whenItIsCancelledWhilePending() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    rig.faults.at("IoMarkIrpPending", 1, () -> cancelAll());
    RigClient.Call receive = client.receive(token);
    assertThat(receive.returned).isEqualTo(NtStatus.PENDING);
    assertThat(receive.ended()).isTrue();
    assertThat(receive.status()).isEqualTo(NtStatus.CANCELLED);
  }

  private void cancelAll() {
    client.cancelAll();
  }

  @Test
  void shouldStopWhileDelivering_withoutLosingTheBatch() {
    Token token = client.open(EventMask.FILE_CREATE, 0);
    RigClient.Call receive = client.receive(token);
    List<RigClient.Call> stops = new ArrayList<>();
    rig.faults.at("IofCompleteRequest", 1, () -> stops.add(client.stop(token)));
    rig.createFile(9);
    assertThat(receive.status()).isZero();
    assertThat(stops.get(0).u64(8)).isEqualTo(1);
    assertThat(stops.get(0).u64(16)).isZero();
  }

  @Test
  void shouldCancelReceives_whenTheHandleIsClosed() {
    RigClient other = rig.client();
    Token token = other.open(0, 0);
    RigClient.Call receive = other.receive(token);
    assertThat(client.receive(token).returned).isEqualTo(NtStatus.NOT_FOUND);
    other.close();
    assertThat(receive.status()).isEqualTo(NtStatus.CANCELLED);
  }

  @Test
  void shouldLimitStreams_perHandleAndInAll() {
    List<RigClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RigClient each = rig.client();
      clients.add(each);
      for (int n = 0; n < 8; n++) {
        each.open(0, 16384);
      }
      assertThat(each.start(0, 16384).returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    }
    assertThat(client.start(0, 16384).returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    clients.remove(0).close();
    client.open(0, 16384);
    clients.forEach(RigClient::close);
  }

  @Test
  void shouldLimitQueueMemory_toSixtyFourMebibytesInAll() {
    RigClient second = rig.client();
    for (int i = 0; i < 8; i++) {
      client.open(0, 4194304);
      second.open(0, 4194304);
    }
    RigClient third = rig.client();
    assertThat(third.start(0, 16384).returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    second.close();
    third.open(0, 16384);
    third.close();
  }

  @Test
  void shouldLeaveNothing_whenOpeningFails() {
    long before = rig.machine.pool().driverUsage().blocks();
    for (String call : List.of("ExAllocatePool2", "BCryptGenRandom")) {
      rig.faults.fail(call, 1);
      assertThat(client.start(0, 0).returned).isEqualTo(NtStatus.INSUFFICIENT_RESOURCES);
    }
    assertThat(rig.machine.pool().driverUsage().blocks()).isEqualTo(before);
  }

  @Test
  void shouldRoundTheQueueUp_andTellWhatItGranted() {
    assertThat(client.start(0, 16385).u32(4)).isEqualTo(20480);
    assertThat(client.start(0, 0).u32(4)).isEqualTo(262144);
  }
}
