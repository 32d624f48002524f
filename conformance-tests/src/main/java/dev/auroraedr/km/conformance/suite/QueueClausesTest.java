package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.Activity;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCosts;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** STR-16: what the queue is made of and how much fits. */
class QueueClausesTest extends ClauseTest {
  static final List<String> ALLOCATIONS =
      List.of(
          "ExAllocatePool2",
          "ExAllocatePool3",
          "ExAllocatePoolWithTag",
          "ExAllocateFromNPagedLookasideList",
          "ExAllocateFromLookasideListEx");

  @Test
  @Clause(Clauses.STR_16)
  void str16_eventsThatFillTheQueueExactly_allFit() {
    for (int size : new int[] {256, 512, 1024, 2048}) {
      Stream stream = session().openStream(1, 16_384);
      for (int i = 0; i < 16_384 / size; i++) {
        bed().activity().createFile(Activity.fileNameUnits(size));
      }
      RawStruct counts = emptied(stream);
      judge().equal(16_384L / size, counts.get("delivered"), "events of " + size + " bytes");
      judge().equal(0L, counts.get("dropped"), "dropped events of " + size + " bytes");
    }
  }

  @Test
  @Clause(Clauses.STR_16)
  void str16_eightBytesTooMuch_isDropped() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(63);
    bed().activity().createFile(Activity.fileNameUnits(264));
    RawStruct counts = emptied(stream);
    judge().equal(63L, counts.get("delivered"), "delivered");
    judge().equal(1L, counts.get("dropped"), "dropped");
  }

  @Test
  @Clause(Clauses.STR_16)
  void str16_namesNeedTheirPaddedSize_andNothingElse() {
    Stream stream = session().openStream(1, 16_384);
    int padded = Activity.fileNameUnits(256) - 3;
    for (int i = 0; i < 64; i++) {
      bed().activity().createFile(padded);
    }
    bed().activity().createFile(padded);
    RawStruct counts = emptied(stream);
    judge().equal(64L, counts.get("delivered"), "events of 250 bytes, padded to 256");
    judge().equal(1L, counts.get("dropped"), "dropped");
  }

  @Test
  @Clause(Clauses.STR_16)
  void str16_receivedEvents_giveTheirRoomBack() {
    Stream stream = session().openStream(1, 16_384);
    bed().activity().createFiles(64);
    for (int round = 0; round < 40; round++) {
      int taken = stream.batch(stream.submit(4096)).events().size();
      bed().activity().createFiles(taken);
    }
    bed().activity().createFile();
    List<Batch> rest = stream.drain();
    judge().equal(1L, rest.get(0).dropped(), "dropped of the event that found no room");
    judge().equal(1L, stream.stop().get("dropped"), "dropped in all");
  }

  @Test
  @Clause(Clauses.STR_16)
  void str16_mixedSizes_fitByTheirSum() {
    Stream stream = session().openStream(1, 16_384);
    int[] sizes = {2104, 256, 1000, 312, 2048, 408, 640, 1512};
    int free = 16_384;
    long fitting = 0;
    for (int i = 0; i < 40; i++) {
      int size = sizes[i % sizes.length];
      bed().activity().createFile(Activity.fileNameUnits(size));
      if (size <= free) {
        free -= size;
        fitting++;
      }
    }
    RawStruct counts = emptied(stream);
    judge().equal(fitting, counts.get("delivered"), "events that fit one after the other");
    judge().equal(40 - fitting, counts.get("dropped"), "events that did not");
  }

  @Test
  @Clause(Clauses.STR_16)
  @Requires(Capability.KERNEL_TRACE)
  void str16_queue_isReservedAtOpenAndFreedAtStop() {
    Session session = session();
    session.openStream().stop();
    KernelCosts before = bed().machine().costs();
    Stream stream = session.openStream(1, 1_048_576);
    long reserved = bed().machine().costs().poolBytes() - before.poolBytes();
    judge().that(reserved >= 1_048_576, "an open must reserve its 1,048,576 bytes", reserved);
    KernelCosts open = bed().machine().costs();
    bed().activity().createFiles(1000);
    long grown = bed().machine().costs().poolBytes() - open.poolBytes();
    judge().equal(0L, grown, "pool bytes that 1,000 queued events take");
    stream.stop();
    long left = bed().machine().costs().poolBytes() - before.poolBytes();
    judge().equal(0L, left, "pool bytes that a stopped stream leaves");
  }

  @Test
  @Clause(Clauses.STR_16)
  @Requires({Capability.FAULTS, Capability.KERNEL_TRACE})
  void str16_anyCallOfAnOpenFailing_isInsufficientResources() {
    Session session = session();
    bed().machine().kernelControl().startTrace();
    session.openStream().stop();
    List<String> calls = bed().machine().kernelControl().stopTrace();
    Map<String, Integer> seen = new HashMap<>();
    for (String call : calls) {
      bed().machine().kernelControl().fail(call, seen.merge(call, 1, Integer::sum));
      var completion = session.control(Requests.open(1, 65_536));
      bed().machine().kernelControl().clear();
      if (completion.status() == NtStatus.SUCCESS) {
        session.streamOf(completion).stop();
      } else {
        assertThat(completion, "an open with " + call + " failing")
            .failedWith(NtStatus.INSUFFICIENT_RESOURCES);
      }
      judge().equal(0L, session.activeStreams(), "active_streams after " + call + " failed");
    }
  }

  @Test
  @Clause(Clauses.STR_16)
  @Requires(Capability.FAULTS)
  void str16_eventWithoutMemory_countsAsDroppedEverywhere() {
    Session session = session();
    Stream queueing = session.openStream();
    Stream pending = session.openStream();
    Submission receive = pending.pend();
    ALLOCATIONS.forEach(bed().machine().kernelControl()::failAll);
    bed().activity().createFile();
    bed().machine().kernelControl().clear();
    bed().activity().createFile();
    Batch queued = queueing.receive();
    bed().machine().quiesce();
    Batch served = pending.batch(receive);
    boolean made = queued.sequences().contains(1L);
    judge().equal(made ? 0L : 1L, queued.dropped(), "dropped where the event was queued");
    judge().equal(made ? List.of(1L, 2L) : List.of(2L), queued.sequences(), "numbers queued");
    judge().equal(made ? 1L : 2L, served.sequences().get(0), "number in the other stream");
    judge().equal(made ? 0L : 1L, served.dropped(), "dropped in the other stream");
  }

  private static RawStruct emptied(Stream stream) {
    stream.drain();
    return stream.stop();
  }
}
