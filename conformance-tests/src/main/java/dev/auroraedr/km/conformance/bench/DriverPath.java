package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.client.BatchHandler;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.client.StreamSummary;
import java.time.Duration;

/** File operations on an emulated machine, received through the client. */
final class DriverPath implements EventPath {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final BenchMachine machine;
  private final EventStream[] streams;
  private final BatchHandler[] handlers;
  private EventSink sink;

  private DriverPath(BenchMachine machine, PathShape shape) throws DriverException {
    this.machine = machine;
    this.streams = new EventStream[shape.streams()];
    this.handlers = new BatchHandler[shape.streams()];
    StreamOptions options =
        StreamOptions.defaults().withEventMask(EventMask.FILE_CREATE).withWaiting(waiting(shape));
    for (int i = 0; i < streams.length; i++) {
      int stream = i;
      streams[i] = machine.connection().startEventStream(options);
      handlers[i] = batch -> sink.batch(stream, batch);
    }
  }

  /** Boots a machine and opens the streams. */
  static DriverPath open(PathShape shape) {
    BenchMachine machine = BenchMachine.boot(shape.name());
    try {
      return new DriverPath(machine, shape);
    } catch (DriverException e) {
      machine.close();
      throw new IllegalStateException("opening the streams failed", e);
    }
  }

  private static dev.auroraedr.km.client.Waiting waiting(PathShape shape) {
    return shape.waiting() == Waiting.PARKING
        ? dev.auroraedr.km.client.Waiting.PARK
        : dev.auroraedr.km.client.Waiting.SPIN;
  }

  @Override
  public int streams() {
    return streams.length;
  }

  @Override
  public void produce() {
    machine.openFile();
  }

  @Override
  public int receive(int stream, Waiting waiting, EventSink receiver) {
    sink = receiver;
    try {
      Duration timeout = waiting == Waiting.PARKING ? FOREVER : Duration.ZERO;
      return Math.max(0, streams[stream].poll(timeout, handlers[stream]));
    } catch (DriverException e) {
      throw new IllegalStateException("receiving failed", e);
    }
  }

  @Override
  public void wakeReceivers() {
    for (EventStream stream : streams) {
      stream.close();
    }
  }

  /** Stops the streams; what the driver says of drops is the last check of a run. */
  @Override
  public void close() {
    try {
      for (EventStream stream : streams) {
        if (stream.isOpen()) {
          requireNoDrops(stream.stop());
        }
      }
    } catch (DriverException e) {
      throw new IllegalStateException("stopping a stream failed", e);
    } finally {
      machine.close();
    }
  }

  private static void requireNoDrops(StreamSummary summary) {
    if (summary.dropped() != 0) {
      throw new IllegalStateException("the driver dropped " + summary.dropped() + " events");
    }
  }
}
