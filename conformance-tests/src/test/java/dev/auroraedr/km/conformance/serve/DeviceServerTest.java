package dev.auroraedr.km.conformance.serve;

import static dev.auroraedr.km.conformance.serve.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.serve.WireClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/serve.md says, seen from a client. */
class DeviceServerTest {
  private static final String NEW_EXE =
      "{\"do\": \"createFile\", \"path\": \"\\\\Windows\\\\System32\\\\new.exe\"}";

  private final List<String> log = new CopyOnWriteArrayList<>();
  private DeviceServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DeviceServer.start(
            DeviceName.parse("emulator:"), ListenAddress.parse("127.0.0.1:0"), log::add);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private WireClient client() throws IOException {
    return WireClient.greeted(server.port());
  }

  @Test
  void shouldTellWhatItOffers_whenGreeted() throws IOException {
    try (WireClient client = new WireClient(server.port())) {
      Answer welcome =
          client.ask(1, bytes(8).put("EDRK".getBytes(StandardCharsets.US_ASCII)).putInt(1));
      assertThat(welcome.type()).isEqualTo(0x81);
      assertThat(welcome.u32(0)).as("version").isEqualTo(1);
      assertThat(welcome.u32(4)).as("flags").isEqualTo(1);
      assertThat(welcome.u32(8)).as("longest payload").isEqualTo(1 << 20);
      assertThat(welcome.u32(20)).as("name length").isEqualTo(welcome.payload().limit() - 24);
      assertThat(welcome.text(24)).startsWith("emulator:#");
    }
  }

  @Test
  void shouldCarryAnEvent_whenAReceiveIsPending() throws IOException {
    try (WireClient client = client()) {
      int handle = client.open();
      byte[] token = client.startStream(handle);
      int receive = client.receive(handle, token);

      Answer made = client.stimulate(NEW_EXE);
      Answer batch = client.await(receive);

      assertThat(made.type()).isEqualTo(0x86);
      assertThat(made.u32(0)).isEqualTo(NtStatus.SUCCESS);
      assertThat(batch.type()).isEqualTo(0x83);
      assertThat(batch.u32(0)).as("Win32 error").isZero();
      assertThat(batch.u32(4)).as("NTSTATUS").isEqualTo(NtStatus.SUCCESS);
      assertThat(batch.u32(8)).as("status known, it pended").isEqualTo(1);
      assertThat(batch.u32(12)).as("Inf").isEqualTo(batch.payload().limit() - 16);
      assertThat(batch.payload().getShort(16 + 32 + 4)).as("event type").isEqualTo((short) 1);
      assertThat(new String(batch.payload().array(), StandardCharsets.UTF_16LE))
          .contains("\\Windows\\System32\\new.exe");
    }
  }

  @Test
  void shouldEndReceivesBeforeStop_whenTheStreamIsStopped() throws IOException {
    try (WireClient client = client()) {
      int handle = client.open();
      byte[] token = client.startStream(handle);
      int first = client.receive(handle, token);
      int second = client.receive(handle, token);
      int stop =
          client.control(
              handle, ControlCode.STOP_EVENT_STREAM, bytes(24).putInt(1).putInt(0).put(token), 24);

      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Answer answer = client.next();
        order.add(answer.id());
        assertThat(answer.u32(4))
            .isEqualTo(answer.id() == stop ? NtStatus.SUCCESS : NtStatus.CANCELLED);
      }
      assertThat(order).containsExactly(first, second, stop);
    }
  }

  @Test
  void shouldCancelThatReceive_whenAsked() throws IOException {
    try (WireClient client = client()) {
      int handle = client.open();
      byte[] token = client.startStream(handle);
      int kept = client.receive(handle, token);
      int taken = client.receive(handle, token);

      Answer cancelled = client.ask(4, bytes(8).putInt(handle).putInt(taken));
      assertThat(cancelled.type()).isEqualTo(0x84);
      assertThat(cancelled.u32(0)).as("found").isOne();
      Answer end = client.await(taken);
      assertThat(end.u32(0)).isEqualTo(Win32Error.ERROR_OPERATION_ABORTED);
      assertThat(end.u32(4)).isEqualTo(NtStatus.CANCELLED);
      assertThat(end.u32(12)).isZero();

      assertThat(client.ask(4, bytes(8).putInt(handle).putInt(taken)).u32(0)).isZero();
      assertThat(client.ask(4, bytes(8).putInt(handle).putInt(0)).u32(0)).as("all").isOne();
      assertThat(client.await(kept).u32(4)).isEqualTo(NtStatus.CANCELLED);
    }
  }

  @Test
  void shouldSayThatItNeverPended_whenTheDriverRefusesAtOnce() throws IOException {
    try (WireClient client = client()) {
      int handle = client.open();
      Answer refused = client.await(client.control(handle, 0x8000_2210, bytes(0), 0));
      assertThat(refused.type()).isEqualTo(0x83);
      assertThat(refused.u32(0)).isEqualTo(Win32Error.ERROR_INVALID_FUNCTION);
      assertThat(refused.u32(8)).as("status unknown, never pended").isEqualTo(2);
      assertThat(refused.payload().limit()).isEqualTo(16);
    }
  }

  @Test
  void shouldCancelReceives_whenTheirHandleIsClosed() throws IOException {
    try (WireClient client = client()) {
      int handle = client.open();
      int receive = client.receive(handle, client.startStream(handle));
      assertThat(client.ask(5, bytes(4).putInt(handle)).type()).isEqualTo(0x85);
      assertThat(client.await(receive).u32(4)).isEqualTo(NtStatus.CANCELLED);
      assertThat(client.ask(5, bytes(4).putInt(handle)).u32(0)).as("unknown handle").isEqualTo(7);
    }
  }

  @Test
  void shouldCloseEverything_whenAClientDies() throws IOException {
    try (WireClient observer = client()) {
      int handle = observer.open();
      try (WireClient mortal = client()) {
        int other = mortal.open();
        mortal.receive(other, mortal.startStream(other));
        assertThat(activeStreams(observer, handle)).isOne();
      }
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (server.clients() > 1 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(server.clients()).isOne();
      assertThat(activeStreams(observer, handle)).isZero();
    }
  }

  private static int activeStreams(WireClient client, int handle) throws IOException {
    Answer status =
        client.await(client.control(handle, ControlCode.QUERY_MINIFILTER_STATUS, bytes(0), 24));
    return status.u32(16 + 20);
  }

  @Test
  void shouldKeepSessionsApart_whenTwoClientsAreThere() throws IOException {
    try (WireClient one = client();
        WireClient two = client()) {
      byte[] token = one.startStream(one.open());
      int other = two.open();
      Answer refused = two.await(two.receive(other, token));
      assertThat(refused.u32(0)).isEqualTo(Win32Error.ERROR_NOT_FOUND);
    }
  }

  @Test
  void shouldRememberNames_whenStimuliGiveThem() throws IOException {
    try (WireClient client = client()) {
      Answer started =
          client.stimulate(
              "{\"do\": \"startProcess\", \"image\": \"\\\\Windows\\\\notepad.exe\", \"as\": \"n\"}");
      assertThat(started.payload().getLong(8)).as("process id").isPositive();
      assertThat(client.stimulate("{\"do\": \"exitProcess\", \"process\": \"n\"}").type())
          .isEqualTo(0x86);
    }
  }

  @Test
  void shouldSayWhatIsWrong_whenAStimulusIs() throws IOException {
    try (WireClient client = client()) {
      assertBad(client, "{\"do\": \"createFile\"", "is not JSON");
      assertBad(client, "{\"do\": \"createFile\"}", "createFile needs \"path\"");
      assertBad(client, "{\"do\": \"fly\"}", "must be one of createFile");
      assertBad(client, "{\"do\": \"wait\", \"milliseconds\": 1}", "makes nothing happen");
      assertBad(client, "{\"do\": \"exitProcess\", \"process\": \"x\"}", "no step before gave");
      assertBad(
          client,
          "{\"do\": \"createFile\", \"path\": \"\\\\Device\\\\Nowhere\\\\a.exe\"}",
          "no volume of this machine");
      assertThat(client.stimulate(NEW_EXE).type()).as("and goes on").isEqualTo(0x86);
    }
  }

  private static void assertBad(WireClient client, String json, String words) throws IOException {
    Answer answer = client.stimulate(json);
    assertThat(answer.type()).as(json).isEqualTo(0xFF);
    assertThat(answer.u32(0)).as("code").isEqualTo(11);
    assertThat(answer.u32(4)).as("goes on").isZero();
    assertThat(answer.text(8)).contains(words);
  }
}
