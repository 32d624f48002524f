package dev.auroraedr.km.conformance.bench;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One name against many patterns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MatchBenchmark {
  /** By what. Sorts last. */
  @Param public MatchWay way;

  /** What is matched. */
  @Param public MatchSubject subject;

  /** Against how many patterns. */
  @Param({"5", "50", "100", "500"})
  public int patterns;

  private Predicate<UnicodeString> matcher;
  private UnicodeString[] names;
  private int next;

  /** Makes the matcher. */
  @Setup
  public void open() {
    matcher = way.matcher(subject, subject.patterns(patterns));
    names = subject.names().stream().map(UnicodeString::of).toArray(UnicodeString[]::new);
  }

  /** Matches one name, the next one each time. */
  @Benchmark
  public boolean match() {
    next = next + 1 == names.length ? 0 : next + 1;
    return matcher.test(names[next]);
  }
}
