package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** STR-4 to STR-6: receiving. */
class ReceiveClausesTest extends ClauseTest {
  private static final int HEADER = 32;

  @Test
  @Clause(Clauses.STR_4)
  void str4_queuedEvents_completeTheReceiveOldestFirst() {
    Stream stream = session().openStream();
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      paths.add(bed().activity().createFile());
    }
    Batch batch = stream.receive();
    judge().equal(paths, batch.names(), "names of the batch");
    judge().equal(HEADER + 10 * 256, batch.totalBytes(), "total_bytes of ten events of 256 bytes");
    stream.pend();
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_batch_neverExceeds65536Bytes() {
    Stream stream = session().openStream(1, 4_194_304);
    bed().activity().createFiles(600);
    int full = (65_536 - HEADER) / 256;
    for (int length : new int[] {1_000_000, 65_537}) {
      Batch batch = stream.batch(stream.submit(length));
      judge().equal(full, batch.events().size(), "events for " + length + " output bytes");
    }
    judge().equal(600 - 2 * full, stream.receive().events().size(), "events of the last batch");
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_batch_fillsTheOutputAndNoMore() {
    Stream stream = session().openStream();
    bed().activity().createFiles(200);
    for (int length : new int[] {4096, 4127, 4128, 4129, 4383, 4384, 8192}) {
      Batch batch = stream.batch(stream.submit(length));
      judge()
          .equal((length - HEADER) / 256, batch.events().size(), "events for " + length + " bytes");
    }
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_batch_endsAtTheFirstEventThatDoesNotFit() {
    Stream stream = session().openStream();
    bed().activity().createFile(Activity.fileNameUnits(2048));
    bed().activity().createFile(Activity.fileNameUnits(2064));
    bed().activity().createFile(Activity.fileNameUnits(256));
    judge().equal(List.of(1L), stream.batch(stream.submit(4096)).sequences(), "first batch");
    judge().equal(List.of(2L, 3L), stream.batch(stream.submit(4096)).sequences(), "second batch");
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_largestEvent_fitsTheSmallestOutput() {
    Stream stream = session().openStream();
    bed().activity().createFile(1024);
    Batch batch = stream.batch(stream.submit(4096));
    judge().equal(HEADER + 56 + 2048, batch.totalBytes(), "total_bytes of a name of 1,024 units");
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_nothingQueued_receivePendsUntilAnEvent() {
    Stream stream = session().openStream();
    Submission receive = stream.pend();
    bed().activity().createUnmonitoredFile();
    bed().activity().setValue();
    bed().machine().quiesce();
    judge().that(!receive.ended(), "only an event of its mask ends a receive", "ended");
    String path = bed().activity().createFile();
    judge().equal(List.of(path), stream.batch(receive).names(), "names of the batch");
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_severalPending_eachGetsOneBatch() {
    Stream stream = session().openStream();
    List<Submission> receives = stream.pend(8);
    bed().activity().createFiles(8);
    for (int i = 0; i < 8; i++) {
      judge().equal(List.of(i + 1L), stream.batch(receives.get(i)).sequences(), "receive " + i);
    }
    judge().equal(8L, stream.stop().get("delivered"), "delivered");
  }

  @Test
  @Clause(Clauses.STR_5)
  void str5_tokens_workOnTheirHandleAlone() {
    Session session = session();
    Stream stopped = session.openStream();
    byte[] old = stopped.token();
    stopped.stop();
    byte[] foreign = bed().session(session.process()).openStream().token();
    Stream own = session.openStream();
    for (byte[] token :
        List.of(
            old, foreign, Requests.strangeToken(), swapped(own.token()), flipped(own.token()))) {
      session.refused(NtStatus.NOT_FOUND, Requests.receive(token, 4096), "a receive");
      session.refused(NtStatus.NOT_FOUND, Requests.receive(token, 65_536), "a large receive");
      session.refused(NtStatus.NOT_FOUND, Requests.stop(token), "a STOP");
      session.refused(NtStatus.NOT_FOUND, Requests.stop(token, 0), "a STOP without output");
    }
    judge().equal(2L, session.activeStreams(), "active_streams after wrong tokens");
  }

  @Test
  @Clause(Clauses.STR_5)
  void str5_everyBitOfTheToken_counts() {
    Session session = session();
    byte[] token = session.openStream().token();
    for (int bit = 0; bit < 128; bit++) {
      byte[] other = token.clone();
      other[bit / 8] ^= (byte) (1 << bit % 8);
      session.refused(
          NtStatus.NOT_FOUND,
          Requests.receive(other, 4096),
          "a receive with bit " + bit + " wrong");
    }
    session.control(Requests.stop(token));
  }

  private static byte[] swapped(byte[] token) {
    byte[] guid = token.clone();
    for (int[] range : new int[][] {{0, 3}, {1, 2}, {4, 5}, {6, 7}}) {
      byte kept = guid[range[0]];
      guid[range[0]] = guid[range[1]];
      guid[range[1]] = kept;
    }
    return Arrays.equals(guid, token) ? flipped(token) : guid;
  }

  private static byte[] flipped(byte[] token) {
    byte[] other = token.clone();
    other[15] ^= 1;
    return other;
  }

  @Test
  @Clause(Clauses.STR_6)
  void str6_receives_areServedFirstComeFirstServed() {
    Stream stream = session().openStream();
    List<Submission> receives = stream.pend(64);
    for (int i = 0; i < 64; i++) {
      bed().activity().createFile();
      bed().machine().quiesce();
      judge().that(receives.get(i).ended(), "receive " + i + " must end next", "pending");
      judge().equal(List.of(i + 1L), stream.batch(receives.get(i)).sequences(), "receive " + i);
      boolean early = i + 1 < 64 && receives.get(i + 1).ended();
      judge().that(!early, "receive " + (i + 1) + " must wait for its event", "ended");
    }
  }

  @Test
  @Clause(Clauses.STR_6)
  void str6_stream_hasAtMost64PendingReceives() {
    Session session = session();
    Stream stream = session.openStream();
    List<Submission> receives = stream.pend(64);
    for (int i = 0; i < 10; i++) {
      session.refused(
          NtStatus.INSUFFICIENT_RESOURCES,
          Requests.receive(stream.token(), 4096),
          "the 65th pending receive");
    }
    session.openStream().pend(64);
    bed().activity().createFile();
    stream.batch(receives.get(0));
    stream.pend();
    session.handle().cancel(receives.get(10));
    bed().machine().quiesce();
    stream.pend();
    session.refused(
        NtStatus.INSUFFICIENT_RESOURCES,
        Requests.receive(stream.token(), 4096),
        "the 65th pending receive again");
  }
}
