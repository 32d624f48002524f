package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** IOC-10: a packet for each request that was accepted, none for one that was refused. */
class PacketClausesTest extends ClauseTest {
  private static final long KEY = 0x1234_5678_9ABCL;
  private static final int ALL = 1000;

  private TargetPort port;

  private Session boundSession() {
    Session session = session();
    port = session.process().createPort();
    judge().status(NtStatus.SUCCESS, session.handle().bind(port, KEY), "binding to a port");
    return session;
  }

  @Test
  @Clause(Clauses.IOC_10)
  void ioc10_refusedRequests_failAtOnceWithoutPacket() {
    Session session = boundSession();
    Stream stream = openOn(session);
    Map<ControlRequest, Integer> refused =
        Map.of(
            Requests.start(new byte[31], 4096), NtStatus.INFO_LENGTH_MISMATCH,
            Requests.receive(stream.token(), 4095), NtStatus.BUFFER_TOO_SMALL,
            Requests.open(0x80, 0), NtStatus.INVALID_PARAMETER,
            Requests.stop(Requests.strangeToken()), NtStatus.NOT_FOUND,
            Requests.receive(Requests.strangeToken(), 4096), NtStatus.NOT_FOUND,
            ControlRequest.of(0x80002210, new byte[0], 0), NtStatus.INVALID_DEVICE_REQUEST);
    refused.forEach(
        (request, status) ->
            judge()
                .status(status, session.handle().submit(request).returned(), "a refused request"));
    bed().machine().quiesce();
    judge().equal(0, port.depth(), "packets after refused requests");
  }

  @Test
  @Clause({Clauses.IOC_10, Clauses.STR_6})
  void ioc10_receiveBeyondTheLimit_failsAtOnceWithoutPacket() {
    Session session = boundSession();
    Stream stream = openOn(session);
    stream.pend(64);
    judge().status(NtStatus.INSUFFICIENT_RESOURCES, stream.submit().returned(), "the 65th receive");
    bed().machine().quiesce();
    judge().equal(0, port.depth(), "packets while 64 receives pend");
  }

  @Test
  @Clause(Clauses.IOC_10)
  void ioc10_servedRequests_giveOnePacketEach() {
    Session session = boundSession();
    Stream stream = openOn(session);
    onePacket(session.handle().submit(Requests.health()), NtStatus.SUCCESS);
    onePacket(session.handle().submit(Requests.status()), NtStatus.SUCCESS);
    bed().activity().createFile();
    onePacket(stream.submit(), NtStatus.SUCCESS);
    onePacket(session.handle().submit(stream.stopRequest()), NtStatus.SUCCESS);
  }

  @Test
  @Clause(Clauses.IOC_10)
  void ioc10_pendedReceive_givesOnePacketHoweverItEnds() {
    Session session = boundSession();
    Stream stream = openOn(session);
    Submission served = stream.pend();
    bed().activity().createFile();
    stream.batch(onePacket(served, NtStatus.SUCCESS).completion());

    Submission cancelled = stream.pend();
    session.handle().cancel(cancelled);
    onePacket(cancelled, NtStatus.CANCELLED);

    Submission stopped = stream.pend();
    Submission stop = session.handle().submit(stream.stopRequest());
    List<Packet> packets = packets();
    judge().equal(2, packets.size(), "packets of a receive and the STOP that ended it");
    judge().that(packets.get(0).submission() == stopped, "the receive must end first", packets);
    judge().that(packets.get(1).submission() == stop, "STOP must end last", packets);
    session.handle().cancel(stop);
    judge().equal(List.of(), packets(), "packets after everything has ended");
  }

  @Test
  @Clause({Clauses.IOC_10, Clauses.STR_11})
  void ioc10_closedHandle_givesOnePacketForEachReceive() {
    Session session = boundSession();
    Stream stream = openOn(session);
    List<Submission> receives = stream.pend(5);
    session.close();
    List<Packet> packets = packets();
    judge().equal(receives, packets.stream().map(Packet::submission).toList(), "ended receives");
    packets.forEach(
        packet ->
            assertThat(packet.completion(), "a receive of a closed handle")
                .failedWith(NtStatus.CANCELLED));
  }

  @Test
  @Clause(Clauses.IOC_10)
  void ioc10_cancelAll_givesOnePacketForEachReceive() {
    Session session = boundSession();
    Stream stream = openOn(session);
    List<Submission> receives = stream.pend(10);
    judge().that(session.handle().cancelAll(), "CancelIoEx must find the receives", "nothing");
    List<Packet> packets = packets();
    judge()
        .equal(
            java.util.Set.copyOf(receives),
            java.util.Set.copyOf(packets.stream().map(Packet::submission).toList()),
            "ended receives");
    judge().equal(10, packets.size(), "packets");
    judge().that(!session.handle().cancelAll(), "a second CancelIoEx must find nothing", "some");
  }

  @Test
  @Clause(Clauses.IOC_10)
  @Requires(Capability.INTERLEAVE)
  void ioc10_cancelInTheMiddleOfAReceive_givesOnePacket() {
    Session session = boundSession();
    Stream stream = openOn(session);
    bed().machine().kernelControl().startTrace();
    Submission first = stream.submit();
    List<String> calls = bed().machine().kernelControl().stopTrace();
    session.handle().cancel(first);
    onePacket(first, NtStatus.CANCELLED);
    for (String call : java.util.Set.copyOf(calls)) {
      bed().machine().kernelControl().at(call, 1, session.handle()::cancelAll);
      Submission receive = stream.submit();
      bed().machine().kernelControl().clear();
      session.handle().cancelAll();
      judge().status(NtStatus.PENDING, receive.returned(), "a receive cancelled at " + call);
      onePacket(receive, NtStatus.CANCELLED);
    }
  }

  private Stream openOn(Session session) {
    return session.streamOf(
        onePacket(session.handle().submit(Requests.open(1, 0)), NtStatus.SUCCESS).completion());
  }

  private Packet onePacket(Submission submission, int status) {
    judge()
        .that(
            !StatusTable.isError(submission.returned()),
            "the request must be accepted",
            StatusTable.describeStatus(submission.returned()));
    List<Packet> packets = packets();
    judge().equal(1, packets.size(), "packets of one request");
    Packet packet = packets.get(0);
    judge().that(packet.submission() == submission, "the packet must be the request's", packet);
    judge().equal(KEY, packet.key(), "the packet's key");
    judge().status(status, packet.completion().status(), "the request");
    return packet;
  }

  private List<Packet> packets() {
    bed().machine().quiesce();
    List<Packet> all = new ArrayList<>();
    List<Packet> some = port.dequeue(ALL, Duration.ZERO);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = port.dequeue(ALL, Duration.ZERO);
    }
    return all;
  }
}
