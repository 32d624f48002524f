package dev.auroraedr.km.conformance.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Round trips of the two queries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class IoctlBenchmark {
  /** Who answers. Sorts last, so that JMH runs driver and floor one right after the other. */
  @Param public PathKind way;

  /** What is asked. */
  @Param public Query query;

  private QueryPath queries;

  /** Boots the machine, or makes the floor. */
  @Setup
  public void open() {
    queries = way.queries();
  }

  /** Shuts it down. */
  @TearDown
  public void close() {
    queries.close();
  }

  /** One round trip. */
  @Benchmark
  public Object roundTrip() {
    return queries.ask(query);
  }
}
