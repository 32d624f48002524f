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

/** Callbacks while no stream is open: what their decisions cost. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecisionBenchmark {
  /** Whose callbacks: the driver's, or empty ones. Sorts last. */
  @Param public PathKind way;

  /** What is done. */
  @Param public Decision decision;

  private DecisionMachine machine;

  /** Boots the machine. */
  @Setup
  public void open() {
    machine = way.decisions();
  }

  /** Shuts it down. */
  @TearDown
  public void close() {
    machine.close();
  }

  /** Does it once. */
  @Benchmark
  public int decide() {
    return machine.perform(decision);
  }
}
