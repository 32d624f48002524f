package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.abi.Limits;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.suite.support.Batch;
import dev.auroraedr.km.conformance.suite.support.Judge;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A stream of the machine beside its model, with the receives that pend on it. */
final class OpenStream {
  private final int file;
  private final Stream stream;
  private final ModelStream model;
  private final Judge judge;
  private final List<Pending> pending = new ArrayList<>();

  OpenStream(int file, int mask, Stream stream) {
    this.file = file;
    this.stream = stream;
    this.model = new ModelStream(mask, stream.queueBytes());
    this.judge = stream.session().bed().judge();
  }

  private record Pending(Session session, Submission receive) {}

  int file() {
    return file;
  }

  Stream stream() {
    return stream;
  }

  void receive(Session session, int outputLength) {
    Submission receive = session.handle().submit(Requests.receive(stream.token(), outputLength));
    if (model.hasQueued()) {
      expect(receive, model.receive(outputLength));
    } else if (pending.size() == Limits.MAX_PENDING_RECEIVES) {
      judge
          .completion(receive.await(TargetHandle.PATIENCE), "a receive beyond 64")
          .failedWith(NtStatus.INSUFFICIENT_RESOURCES);
    } else {
      judge.status(NtStatus.PENDING, receive.returned(), "a receive with nothing queued");
      pending.add(new Pending(session, receive));
    }
  }

  private void expect(Submission receive, ModelStream.Expected expected) {
    Batch batch = stream.batch(receive);
    judge.equal(expected.numbers(), batch.sequences(), "numbers of a batch");
    judge.equal(expected.dropped(), batch.dropped(), "dropped of a batch");
  }

  void event(int bit, int size) {
    if (!model.wants(bit)) {
      return;
    }
    if (pending.isEmpty()) {
      model.enqueue(size);
    } else {
      expect(pending.remove(0).receive, model.deliver());
    }
  }

  /**
   * Cancels a receive as the process that sent it, through whichever handle it still has: the one
   * that the receive was sent on may be closed while a duplicate keeps the session open.
   */
  void cancel(int choice, Function<CallerProcess, Optional<TargetHandle>> handleOf) {
    if (pending.isEmpty()) {
      return;
    }
    Pending chosen = pending.get(Math.floorMod(choice, pending.size()));
    handleOf
        .apply(chosen.session.process())
        .ifPresent(
            handle -> {
              pending.remove(chosen);
              judge.that(handle.cancel(chosen.receive), "CancelIoEx must find it", "no");
              Play.cancelled(judge, chosen.receive);
            });
  }

  void cancelledBy(CallerProcess process) {
    for (Iterator<Pending> each = pending.iterator(); each.hasNext(); ) {
      Pending one = each.next();
      if (one.session.process() == process) {
        Play.cancelled(judge, one.receive);
        each.remove();
      }
    }
  }

  /** A dead process's receives: gone, and nobody is left to ask how they ended. */
  void forgetReceivesOf(CallerProcess process) {
    pending.removeIf(one -> one.session.process() == process);
  }

  void allCancelled() {
    pending.forEach(one -> Play.cancelled(judge, one.receive));
    pending.clear();
  }

  void stop(Session session) {
    RawStruct counts =
        judge
            .completion(session.control(Requests.stop(stream.token())), "STOP")
            .answered("StopStreamResponse");
    allCancelled();
    judge.equal(model.delivered(), counts.get("delivered"), "delivered");
    judge.equal(model.droppedAtStop(), counts.get("dropped"), "dropped");
    judge.equal(
        model.lastNumber(),
        counts.get("delivered") + counts.get("dropped"),
        "delivered and dropped together, the last number");
  }

  void nothingEnded() {
    for (Pending one : pending) {
      judge.that(!one.receive.ended(), "a receive without an event must stay pending", "ended");
    }
  }
}
