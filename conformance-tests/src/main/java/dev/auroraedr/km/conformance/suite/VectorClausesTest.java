package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.vectors.IoctlVector;
import dev.auroraedr.km.fixtures.vectors.VectorReader;
import dev.auroraedr.km.fixtures.vectors.VectorRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * Reader {@link VectorReader#SUITE_TARGET}: the golden control requests, each under every clause
 * that it names. All vectors of a clause are sent, and a failure names each that went wrong.
 */
class VectorClausesTest extends ClauseTest {
  private static final int NAMED_FAILURES = 10;

  @Test
  @Clause(Clauses.IOC_1)
  void ioc1_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_1);
  }

  @Test
  @Clause(Clauses.IOC_2)
  void ioc2_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_2);
  }

  @Test
  @Clause(Clauses.IOC_3)
  void ioc3_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_3);
  }

  @Test
  @Clause(Clauses.IOC_4)
  void ioc4_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_4);
  }

  @Test
  @Clause(Clauses.IOC_5)
  void ioc5_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_5);
  }

  @Test
  @Clause(Clauses.IOC_6)
  void ioc6_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_6);
  }

  @Test
  @Clause(Clauses.IOC_7)
  void ioc7_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_7);
  }

  @Test
  @Clause(Clauses.IOC_8)
  void ioc8_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_8);
  }

  @Test
  @Clause(Clauses.IOC_9)
  void ioc9_goldenRequests_endAsWritten() {
    exchange(Clauses.IOC_9);
  }

  @Test
  @Clause(Clauses.STR_1)
  void str1_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_1);
  }

  @Test
  @Clause(Clauses.STR_2)
  void str2_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_2);
  }

  @Test
  @Clause(Clauses.STR_3)
  void str3_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_3);
  }

  @Test
  @Clause(Clauses.STR_4)
  void str4_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_4);
  }

  @Test
  @Clause(Clauses.STR_5)
  void str5_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_5);
  }

  @Test
  @Clause(Clauses.STR_6)
  void str6_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_6);
  }

  @Test
  @Clause(Clauses.STR_10)
  void str10_goldenRequests_endAsWritten() {
    exchange(Clauses.STR_10);
  }

  private void exchange(String clause) {
    List<AssertionFailedError> failures = new ArrayList<>();
    List<IoctlVector> failed = new ArrayList<>();
    for (IoctlVector vector : vectorsOf(clause)) {
      try {
        new VectorExchange(bed(), judge(), vector).run();
      } catch (AssertionFailedError failure) {
        failures.add(failure);
        failed.add(vector);
      }
    }
    if (!failures.isEmpty()) {
      throw summary(failures, failed);
    }
  }

  /** The vectors that illustrate a clause. */
  static List<IoctlVector> vectorsOf(String clause) {
    return VectorRun.of(VectorReader.SUITE_TARGET).vectors().stream()
        .map(IoctlVector.class::cast)
        .filter(vector -> vector.info().clauses().contains(clause))
        .toList();
  }

  private static AssertionFailedError summary(
      List<AssertionFailedError> failures, List<IoctlVector> failed) {
    AssertionFailedError first = failures.get(0);
    if (failed.size() == 1) {
      return first;
    }
    String text =
        first.getMessage()
            + "\n"
            + failed.size()
            + " vectors fail, first "
            + failed.stream().limit(NAMED_FAILURES).toList();
    return new AssertionFailedError(text, first.getExpected(), first.getActual(), first);
  }
}
