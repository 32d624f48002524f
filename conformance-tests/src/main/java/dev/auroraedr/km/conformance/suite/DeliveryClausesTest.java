package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** STR-7 and STR-8: where an event goes and which number it has. */
class DeliveryClausesTest extends ClauseTest {
  private static final int FITTING = 16_384 / 256;

  @Test
  @Clause(Clauses.STR_7)
  void str7_event_goesToEveryStreamThatWantsIt() {
    Session session = session();
    Stream pending = session.openStream();
    Stream queueing = session.openStream(EventMask.FILE_CREATE | EventMask.REGISTRY, 0);
    Stream stranger = bed().session(session.process()).openStream(EventMask.REGISTRY, 0);
    Submission receive = pending.pend();
    Submission unwanted = stranger.pend();
    String path = bed().activity().createFile();
    judge().equal(List.of(path), pending.batch(receive).names(), "the pending receive");
    judge().equal(List.of(path), queueing.receive().names(), "the queue");
    bed().machine().quiesce();
    judge().that(!unwanted.ended(), "a stream without its type gets nothing", "a completion");
  }

  @Test
  @Clause(Clauses.STR_7)
  void str7_event_isTheSameInEveryStreamButForItsNumber() {
    Session session = session();
    Stream first = session.openStream();
    bed().activity().createFile();
    Stream second = session.openStream();
    bed().activity().createFile();
    byte[] one = first.receive().events().get(1).bytes();
    byte[] two = second.receive().events().get(0).bytes();
    judge().equal(2L, RawStruct.at("Event", one, 0).get("sequence"), "number in the first stream");
    RawStruct.at("Event", one, 0).set("sequence", 1);
    judge().equalBytes(one, two, "the event in the second stream");
  }

  @Test
  @Clause(Clauses.STR_7)
  void str7_event_goesToAll64Streams() {
    CallerProcess process = bed().process(Account.SYSTEM);
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < Limits.MAX_STREAMS / Limits.MAX_STREAMS_PER_HANDLE; i++) {
      Session session = bed().session(process);
      for (int j = 0; j < Limits.MAX_STREAMS_PER_HANDLE; j++) {
        streams.add(session.openStream(1, 16_384));
      }
    }
    List<String> paths = List.of(bed().activity().createFile(), bed().activity().createFile());
    for (Stream stream : streams) {
      judge().equal(paths, stream.receive().names(), "stream " + streams.indexOf(stream));
    }
  }

  @Test
  @Clause(Clauses.STR_7)
  @Requires({Capability.INTERLEAVE, Capability.KERNEL_TRACE, Capability.VIRTUAL_TIME})
  void str7_timePassingAtEveryCallOfAnEvent_isTheSameInEveryStream() {
    Session session = session();
    Interleaving.atEveryCall(
        bed().machine().kernelControl(),
        () ->
            new Interleaving.Run() {
              private final Stream first = session.openStream();
              private final Stream second = session.openStream();

              @Override
              public void operation() {
                bed().activity().createFile();
              }

              @Override
              public void other() {
                bed().machine().advanceTime(10_000_000);
              }

              @Override
              public void check(String where) {
                byte[] one = first.receive().events().get(0).bytes();
                byte[] two = second.receive().events().get(0).bytes();
                judge().equalBytes(one, two, "the event in the second stream, " + where);
                first.stop();
                second.stop();
              }
            });
  }

  @Test
  @Clause(Clauses.STR_7)
  void str7_pendingReceive_getsABatchOfOne() {
    Stream stream = session().openStream();
    List<Submission> receives = stream.pend(2);
    bed().activity().createFiles(4);
    judge().equal(List.of(1L), stream.batch(receives.get(0)).sequences(), "the oldest receive");
    judge().equal(List.of(2L), stream.batch(receives.get(1)).sequences(), "the next receive");
    judge().equal(List.of(3L, 4L), stream.receive().sequences(), "the queue");
  }

  @Test
  @Clause({Clauses.STR_7, Clauses.STR_16})
  void str7_fullQueue_dropsTheNewest() {
    Stream stream = session().openStream(1, 16_384);
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < FITTING; i++) {
      paths.add(bed().activity().createFile());
    }
    bed().activity().createFiles(3);
    Batch batch = stream.receive();
    judge().equal(paths, batch.names(), "names of what was queued");
    judge().equal(3L, batch.dropped(), "dropped of the batch");
    bed().activity().createFile();
    judge().equal(List.of(FITTING + 4L), stream.receive().sequences(), "the event after the loss");
  }

  @Test
  @Clause({Clauses.STR_7, Clauses.STR_16})
  void str7_eventThatDoesNotFit_leavesRoomForASmallerOne() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(FITTING - 1);
    bed().activity().createFile(Activity.fileNameUnits(264));
    bed().activity().createFile(Activity.fileNameUnits(256));
    Batch batch = stream.receive();
    judge()
        .equal(
            LongStream.concat(LongStream.range(1, FITTING), LongStream.of(FITTING + 1L))
                .boxed()
                .toList(),
            batch.sequences(),
            "numbers of what was queued");
    judge().equal(1L, batch.dropped(), "dropped of the batch");
  }

  @Test
  @Clause(Clauses.STR_8)
  void str8_numbers_countTheEventsOfTheMask() {
    Session session = session();
    Stream files = session.openStream();
    Stream values = session.openStream(EventMask.REGISTRY, 0);
    Stream both = session.openStream(EventMask.FILE_CREATE | EventMask.REGISTRY, 0);
    for (int i = 0; i < 5; i++) {
      bed().activity().createFile();
      bed().activity().setValue();
      bed().activity().createUnmonitoredFile();
    }
    judge().equal(upTo(5), files.receive().sequences(), "numbers of the file stream");
    judge().equal(upTo(5), values.receive().sequences(), "numbers of the registry stream");
    judge().equal(upTo(10), both.receive().sequences(), "numbers of the stream of both");
  }

  @Test
  @Clause(Clauses.STR_8)
  void str8_numbers_beginAtOneInEachStream() {
    Session session = session();
    Stream early = session.openStream();
    bed().activity().createFiles(7);
    Stream late = session.openStream();
    bed().activity().createFile();
    judge().equal(List.of(1L), late.receive().sequences(), "numbers of the later stream");
    judge().equal(upTo(8), early.receive().sequences(), "numbers of the earlier stream");
  }

  @Test
  @Clause(Clauses.STR_8)
  void str8_dropped_countsSinceTheBatchBefore() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(FITTING + 2);
    Batch first = stream.batch(stream.submit(4096));
    judge().equal(2L, first.dropped(), "dropped of the first batch");
    Batch second = stream.batch(stream.submit(4096));
    judge().equal(0L, second.dropped(), "dropped of the second batch");
    int free = first.events().size() + second.events().size();
    bed().activity().createFiles(free + 5);
    Batch third = stream.batch(stream.submit(4096));
    judge().equal(5L, third.dropped(), "dropped of the third batch, though newer than its events");
    judge().that(third.sequences().get(0) <= FITTING, "its events are older", third.sequences());
    List<Batch> rest = stream.drain();
    rest.forEach(batch -> judge().equal(0L, batch.dropped(), "dropped of the rest"));
  }

  @Test
  @Clause(Clauses.STR_8)
  void str8_lossAlreadyReported_isNotReportedAgain() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(FITTING + 4);
    judge().equal(4L, stream.receive().dropped(), "dropped of the full batch");
    Submission receive = stream.pend();
    bed().activity().createFile();
    Batch batch = stream.batch(receive);
    judge().equal(0L, batch.dropped(), "dropped of the batch of one");
    judge().equal(List.of(FITTING + 5L), batch.sequences(), "its number");
  }

  @Test
  @Clause({Clauses.STR_8, Clauses.STR_10})
  void str8_stop_tellsDeliveredAndDropped() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(FITTING + 6);
    Batch batch = stream.batch(stream.submit(4096));
    long delivered = batch.events().size();
    RawStruct counts = stream.stop();
    judge().equal(delivered, counts.get("delivered"), "delivered");
    judge().equal(FITTING + 6 - delivered, counts.get("dropped"), "dropped, the queue included");
  }

  @Test
  @Clause(Clauses.STR_8)
  void str8_operationsOfOneThread_areInItsOrder() {
    Stream stream = session().openStream(EventMask.FILE_CREATE | EventMask.REGISTRY, 0);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean file = i % 3 == 0;
      expected.add(file ? 1 : 6);
      if (file) {
        bed().activity().createFile();
      } else {
        bed().activity().setValue();
      }
    }
    List<Integer> types = stream.receive().events().stream().map(event -> event.type()).toList();
    judge().equal(expected, types, "types in program order");
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
