package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** One client with several receives in flight, that keeps books of all it gets. */
final class Consumer {
  private static final Duration SHORT = Duration.ofMillis(2);

  private final TestBed bed;
  private final Judge judge;
  private final Session session;
  private final Stream stream;
  private final TargetPort port;
  private final int inFlight;
  private final Set<Submission> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Long> numbers = new ArrayList<>();
  private long dropped;

  Consumer(TestBed bed, int inFlight, long queueBytes) {
    this.bed = bed;
    this.judge = bed.judge();
    this.session = bed.session();
    this.stream = session.openStream(1, queueBytes);
    this.port = session.process().createPort();
    this.inFlight = inFlight;
    judge.status(NtStatus.SUCCESS, session.handle().bind(port, 7), "binding to a port");
  }

  /** Receives until the producers are done, cancelling now and then. */
  void consume(CountDownLatch producing, boolean cancels) {
    int rounds = 0;
    while (producing.getCount() > 0) {
      while (open.size() < inFlight) {
        open.add(stream.submit());
      }
      if (cancels && rounds++ % 5 == 0) {
        session.handle().cancelAll();
      }
      take(SHORT);
    }
  }

  private void take(Duration limit) {
    for (Packet packet : port.dequeue(inFlight, limit)) {
      judge.that(open.remove(packet.submission()), "each receive must give one packet", packet);
      if (packet.completion().status() != NtStatus.CANCELLED) {
        note(stream.batch(packet.completion()));
      } else {
        judge.completion(packet.completion(), "a cancelled receive").failedWith(NtStatus.CANCELLED);
      }
    }
  }

  private void note(Batch batch) {
    numbers.addAll(batch.sequences());
    dropped += batch.dropped();
  }

  /** Ends all receives, empties the queue and checks the books against what was made. */
  void settle(long made) {
    session.handle().cancelAll();
    bed.machine().quiesce();
    while (port.depth() > 0) {
      take(Duration.ZERO);
    }
    judge.that(open.isEmpty(), "every receive must end with a packet", open.size() + " missing");
    drain();
    long last = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
    judge.equal(numbers.size(), new HashSet<>(numbers).size(), "different numbers received");
    judge.equal(made, numbers.size() + dropped, "events received and dropped");
    judge.that(last <= made, "no number may exceed the " + made + " events", last);
    stopAfter();
  }

  private void drain() {
    while (true) {
      Submission receive = stream.submit();
      open.add(receive);
      bed.machine().quiesce();
      if (!receive.ended() && port.depth() == 0) {
        session.handle().cancelAll();
        bed.machine().quiesce();
        take(Duration.ZERO);
        return;
      }
      take(SHORT);
    }
  }

  private void stopAfter() {
    session.handle().submit(stream.stopRequest());
    List<Packet> packets = port.dequeue(1, TargetHandle.PATIENCE);
    judge.equal(1, packets.size(), "packets of STOP");
    RawStruct counts =
        judge.completion(packets.get(0).completion(), "STOP").answered("StopStreamResponse");
    judge.equal((long) numbers.size(), counts.get("delivered"), "delivered");
    judge.equal(dropped, counts.get("dropped"), "dropped");
  }
}
