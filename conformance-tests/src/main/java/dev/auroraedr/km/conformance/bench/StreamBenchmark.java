package dev.auroraedr.km.conformance.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Throughput from file operation to received event. An operation here is one file operation, whose
 * event every stream receives.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class StreamBenchmark {
  /** File operations in one invocation. */
  static final int OPERATIONS = 2048;

  /** What carries the events. Sorts last: driver and floor run one right after the other. */
  @Param public PathKind way;

  /** Streams that receive each event. */
  @Param({"1", "8", "64"})
  public int streams;

  /** Length of the file's name in bytes of UTF-16. */
  @Param({"64", "256", "2048"})
  public int nameBytes;

  private StreamPump pump;

  /** Opens the streams and starts their receiver. */
  @Setup
  public void open() {
    PathShape shape = new PathShape(streams, FileNames.ofBytes(nameBytes), Waiting.SPINNING);
    pump = new StreamPump(way.events(shape), shape);
  }

  /** Ends the receiver and closes the streams. */
  @TearDown
  public void close() {
    pump.close();
  }

  /** Performs the file operations and waits until every stream has received all their events. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void events(EventCounts counts) {
    long receivedBefore = pump.received();
    long batchesBefore = pump.batches();
    pump.pump(OPERATIONS);
    counts.events += pump.received() - receivedBefore;
    counts.batches += pump.batches() - batchesBefore;
  }
}
