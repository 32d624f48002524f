package dev.auroraedr.km.conformance.cli;

/** What the command tells its caller. */
final class ExitCode {
  /** Done; all applicable clauses pass. */
  static final int OK = 0;

  /** A clause fails, or the suite has a gap. */
  static final int CLAUSE_FAILS = 1;

  /** Usage, or something isn't available here; the message says what to do. */
  static final int NOT_POSSIBLE = 2;

  /** A fault of the kit itself. */
  static final int KIT_FAULT = 3;

  private ExitCode() {}
}
