package dev.auroraedr.km.conformance.engine;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How one test, or one invocation of a parameterized test, ended.
 *
 * @param test the test method
 * @param uniqueId of exactly this invocation
 * @param invocation what tells it from the method's other invocations; empty if it has one only
 * @param kind the end
 * @param cause what it threw, or null
 * @param violations what the target's own checks found in the machines it booted
 * @param sequence shortest failing sequence of actions; may be empty
 * @param took how long it ran
 */
public record TestOutcome(
    SuiteTest test,
    String uniqueId,
    String invocation,
    Kind kind,
    Throwable cause,
    List<String> violations,
    List<String> sequence,
    Duration took) {
  /** How a test ends. */
  public enum Kind {
    /** Ran to its end without complaint. */
    PASSED,
    /** Threw, or its machines had violations. */
    FAILED,
    /** Was skipped or aborted: shows nothing. */
    NOT_RUN
  }

  /** The end, with violations taken into account. */
  public Kind verdict() {
    return kind == Kind.NOT_RUN || violations.isEmpty() ? kind : Kind.FAILED;
  }

  /** What went wrong: the assertion's message, and violations that it does not tell itself. */
  public String message() {
    String said = cause == null ? "" : said(cause);
    String untold =
        violations.stream()
            .filter(line -> !said.contains(line))
            .map(line -> "violation: " + line)
            .collect(Collectors.joining("\n"));
    return said.isEmpty() || untold.isEmpty() ? said + untold : said + "\n" + untold;
  }

  private static String said(Throwable cause) {
    String text = cause.getMessage();
    if (text == null || text.isBlank()) {
      return cause.toString();
    }
    String name = cause instanceof AssertionError ? "" : cause.getClass().getSimpleName() + ": ";
    Throwable deeper = cause.getCause();
    boolean told = deeper == null || cause instanceof AssertionError;
    return name + text.strip() + (told ? "" : "\ncaused by " + said(deeper));
  }
}
