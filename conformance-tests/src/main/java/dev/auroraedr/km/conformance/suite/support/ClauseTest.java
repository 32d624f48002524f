package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.MachineVariation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/**
 * Base of the clause tests: boots machines on demand, and after each test ends what ran on them and
 * asks them for broken rules and leaks.
 */
public abstract class ClauseTest {
  private final List<TestBed> beds = new ArrayList<>();
  private Judge judge;
  private TestBed bed;

  @BeforeEach
  final void readClause(TestInfo info) {
    judge = new Judge(info.getTestMethod().orElseThrow().getAnnotation(Clause.class).value());
  }

  @AfterEach
  final void finishMachines() {
    try {
      beds.forEach(TestBed::finish);
    } finally {
      beds.forEach(TestBed::close);
    }
  }

  /** Who judges this test. */
  protected final Judge judge() {
    return judge;
  }

  /** The test's machine with the driver loaded; booted at the first call. */
  protected final TestBed bed() {
    if (bed == null) {
      bed = kept(TestBed.boot(judge));
    }
    return bed;
  }

  /** A machine without the driver. */
  protected final TestBed bareBed() {
    bed = kept(TestBed.bare(judge));
    return bed;
  }

  /** A machine without the driver that differs from the run's profile. */
  protected final TestBed bareBed(MachineVariation variation) {
    bed = kept(TestBed.bare(judge, variation));
    return bed;
  }

  /** A machine with the driver loaded and real threads. */
  protected final TestBed concurrentBed() {
    bed = kept(TestBed.bootConcurrent(judge));
    return bed;
  }

  /** Another machine with the driver loaded. */
  protected final TestBed anotherBed() {
    return kept(TestBed.boot(judge));
  }

  /** A new session on the test's machine. */
  protected final Session session() {
    return bed().session();
  }

  /** Begins assertions about the end of a request. */
  protected final CompletionSubject assertThat(Completion completion, String what) {
    return judge.completion(completion, what);
  }

  private TestBed kept(TestBed made) {
    beds.add(made);
    return made;
  }
}
