package dev.auroraedr.km.conformance.serve;

import static dev.auroraedr.km.conformance.serve.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.client.port.DeviceName;
import dev.auroraedr.km.conformance.serve.WireClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that don't keep to the page: they are told so, and others don't notice. */
class MalformedFramesTest {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private DeviceServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        DeviceServer.start(
            DeviceName.parse("emulator:"), ListenAddress.parse("localhost:0"), log::add);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void shouldEnd_whenTheFirstFrameIsNoHello() throws IOException {
    ByteBuffer http =
        ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertEnds(3, "longer than 1048576", http);
    assertEnds(1, "must be HELLO", frame(2, bytes(0)));
    assertEnds(1, "must be HELLO", frame(1, bytes(8)));
    assertEnds(
        1, "must be HELLO", frame(1, bytes(4).put("EDRK".getBytes(StandardCharsets.US_ASCII))));
    assertEnds(
        2,
        "version 7 is not spoken here: use 1",
        frame(1, bytes(8).put("EDRK".getBytes(StandardCharsets.US_ASCII)).putInt(7)));
  }

  private static ByteBuffer frame(int type, ByteBuffer payload) {
    return bytes(12 + payload.capacity())
        .putInt(payload.capacity())
        .putInt(type)
        .putInt(1)
        .put(payload.array());
  }

  private void assertEnds(int code, String words, ByteBuffer sent) throws IOException {
    try (WireClient client = new WireClient(server.port())) {
      client.sendRaw(sent);
      Answer error = client.next();
      assertThat(error.type()).isEqualTo(0xFF);
      assertThat(error.u32(0)).isEqualTo(code);
      assertThat(error.u32(4)).as("ends").isOne();
      assertThat(error.text(8)).contains(words);
      assertThat(client.next()).as("end of the connection").isNull();
    }
  }

  @Test
  void shouldEnd_whenAPayloadIsTooLong() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      client.sendRaw(bytes(12).putInt((1 << 20) + 1).putInt(3).putInt(9));
      Answer error = client.next();
      assertThat(error.u32(0)).isEqualTo(3);
      assertThat(error.id()).as("framing is lost").isZero();
      assertThat(client.next()).isNull();
    }
  }

  @Test
  void shouldGoOn_whenAFrameIsWrongButWhole() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      int handle = client.open();
      assertError(client.ask(99, bytes(0)), 5, "type 0x63");
      assertError(client.ask(0x81, bytes(0)), 5, "type 0x81");
      assertError(client.ask(1, bytes(8)), 5, "HELLO comes once");
      assertError(client.ask(2, bytes(1)), 6, "OPEN has a payload of 0 bytes, not 1");
      assertError(client.ask(3, bytes(11)), 6, "CONTROL has a payload of at least 12 bytes");
      assertError(client.ask(4, bytes(4)), 6, "CANCEL has a payload of 8 bytes");
      assertError(client.ask(5, bytes(8)), 6, "CLOSE has a payload of 4 bytes");
      assertError(client.ask(3, bytes(12).putInt(77)), 7, "handle 77 is not open");
      assertError(
          client.ask(3, bytes(12).putInt(handle).putInt(0).putInt(-1)),
          6,
          "output length 4294967295 is more than 1048560");
      client.sendRaw(bytes(24).putInt(12).putShort((short) 3).putShort((short) 1).putInt(500));
      assertError(client.next(), 5, "zero field included");
      assertThat(client.open()).as("still served").isGreaterThan(handle);
    }
  }

  private static void assertError(Answer answer, int code, String words) {
    assertThat(answer.type()).isEqualTo(0xFF);
    assertThat(answer.u32(0)).isEqualTo(code);
    assertThat(answer.u32(4)).as("goes on").isZero();
    assertThat(answer.text(8)).contains(words);
  }

  @Test
  void shouldRefuse_whenARequestIdIsInFlightOrZero() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      int handle = client.open();
      byte[] token = client.startStream(handle);
      int receive = client.receive(handle, token);
      ByteBuffer payload = bytes(12).putInt(handle);
      client.sendRaw(bytes(24).putInt(12).putInt(3).putInt(receive).put(payload.array()));
      assertError(client.next(), 8, "request id " + receive + " is in flight");
      client.sendRaw(bytes(24).putInt(12).putInt(3).putInt(0).put(payload.array()));
      assertError(client.next(), 8, "request id 0 means none");
    }
  }

  @Test
  void shouldRefuse_whenLimitsAreReached() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      for (int i = 0; i < 64; i++) {
        assertThat(client.open()).isPositive();
      }
      assertError(client.ask(2, bytes(0)), 10, "at most 64 handles");
    }
  }

  @Test
  void shouldRefuse_whenBuffersInFlightAreTooLarge() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      int handle = client.open();
      ByteBuffer receive = bytes(32).putInt(1).putInt(0).put(client.startStream(handle));
      int longest = (1 << 20) - 16;
      List<Integer> pending = new ArrayList<>();
      for (int i = 0; i < 31; i++) {
        pending.add(client.control(handle, ControlCode.START_EVENT_STREAM, receive, longest));
      }
      assertError(
          client.await(client.control(handle, ControlCode.START_EVENT_STREAM, receive, longest)),
          9,
          "33554432 bytes in all");
      assertThat(client.ask(4, bytes(8).putInt(handle).putInt(0)).u32(0)).isOne();
      for (int id : pending) {
        assertThat(client.await(id).type()).isEqualTo(0x83);
      }
      client.control(handle, ControlCode.START_EVENT_STREAM, receive, longest);
      assertThat(client.ask(4, bytes(8).putInt(handle).putInt(0)).u32(0)).as("room again").isOne();
    }
  }

  @Test
  void shouldRefuse_whenTooManyClientsCome() throws IOException {
    List<WireClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        clients.add(WireClient.greeted(server.port()));
      }
      try (WireClient late = new WireClient(server.port())) {
        assertThat(late.next().u32(0)).isEqualTo(4);
        assertThat(late.next()).isNull();
      }
    } finally {
      for (WireClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void shouldOnlyLogIt_whenAClientDiesWithinAFrame() throws IOException {
    try (WireClient client = WireClient.greeted(server.port())) {
      client.sendRaw(bytes(7));
    }
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (log.isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(log).anyMatch(line -> line.contains("ended in the middle of a frame"));
    WireClient.greeted(server.port()).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0:1", "192.168.1.1:80", "[::]:1", "[2001:db8::1]:9", "10.0.0.1:9000"})
  void shouldRefuse_whenTheAddressCanBeReachedFromElsewhere(String address) {
    assertThatThrownBy(() -> ListenAddress.parse(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("can be reached from other machines");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "9000",
        "127.0.0.1",
        "example.org:80",
        "127.0.0.1:70000",
        "127.0.0.1:x",
        "::1:9"
      })
  void shouldRefuse_whenItIsNoAddress(String address) {
    assertThatThrownBy(() -> ListenAddress.parse(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write 127.0.0.1:PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:0", "127.8.8.8:1", "[::1]:9000", "localhost:9000"})
  void shouldTakeIt_whenItIsLoopback(String address) {
    InetAddress host = ListenAddress.parse(address).getAddress();
    assertThat(host.isLoopbackAddress()).isTrue();
  }

  @Test
  void shouldRefuseToStart_whenGivenAnotherAddress() throws Exception {
    InetSocketAddress everywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
    assertThatThrownBy(
            () -> DeviceServer.start(DeviceName.parse("emulator:"), everywhere, log::add))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
