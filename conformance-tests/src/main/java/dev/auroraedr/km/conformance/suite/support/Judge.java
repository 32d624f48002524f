package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetTimeoutException;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.Arrays;
import org.opentest4j.AssertionFailedError;

/**
 * Judges for one or more clauses: every failure reads {@code [STR-9] what must hold; was ...}.
 * Immutable, thread-safe.
 */
public final class Judge {
  private final String prefix;

  /** Judges for these clauses. */
  public Judge(String... clauses) {
    prefix = "[" + String.join(", ", clauses) + "] ";
  }

  /** Fails unless the condition holds. */
  public void that(boolean holds, String must, Object was) {
    if (!holds) {
      throw fail(Shown.text(must + "; was " + was), null, null);
    }
  }

  /** Fails unless both are equal. */
  public void equal(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      String want = Shown.text(expected);
      String got = Shown.text(actual);
      throw fail(what + " must be " + want + "; was " + got, want, got);
    }
  }

  /** Fails unless both hold the same bytes; shows where they part. */
  public void equalBytes(byte[] expected, byte[] actual, String what) {
    if (!Arrays.equals(expected, actual)) {
      String text =
          what
              + " must be "
              + expected.length
              + " given bytes; was "
              + actual.length
              + " bytes\n"
              + HexDump.difference(expected, actual);
      throw fail(text, expected, actual);
    }
  }

  /** Fails unless both are the same NTSTATUS. */
  public void status(int expected, int actual, String what) {
    if (expected != actual) {
      String want = StatusTable.describeStatus(expected);
      String got = StatusTable.describeStatus(actual);
      throw fail(what + " must give " + want + "; was " + got, want, got);
    }
  }

  /** Begins assertions about the end of a request, which {@code what} names when it is printed. */
  public CompletionSubject completion(Completion completion, Object what) {
    return new CompletionSubject(this, completion, what);
  }

  /** The end of a request that must come to one; fails, saying which, if it stays pending. */
  public Completion end(Submission request, String what) {
    try {
      return request.await(TargetHandle.PATIENCE);
    } catch (TargetTimeoutException e) {
      throw fail(what + " must end; was pending still: " + e.getMessage(), null, null);
    }
  }

  /** Fails if any byte of the caller's buffer from {@code offset} on was written. */
  void untouched(Completion completion, int offset, Object what) {
    byte[] output = completion.output();
    for (int i = offset; i < output.length; i++) {
      if (output[i] != ControlRequest.FILL) {
        String text =
            String.format(
                "%s must leave the output from offset %d on untouched (0x%02x); was 0x%02x at"
                    + " offset %d%n%s",
                what, offset, ControlRequest.FILL, output[i], i, HexDump.of(output));
        throw fail(text, null, output);
      }
    }
  }

  /** Makes the failure; the caller throws it. */
  public AssertionFailedError fail(String text, Object expected, Object actual) {
    return expected == null
        ? new AssertionFailedError(prefix + text)
        : new AssertionFailedError(prefix + text, expected, actual);
  }
}
