package dev.auroraedr.km.conformance.suite.support;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.fixtures.StatusTable;

/** Assertions about the end of one request. */
public final class CompletionSubject {
  private final Judge judge;
  private final Completion completion;
  private final Object what;

  CompletionSubject(Judge judge, Completion completion, Object what) {
    this.judge = judge;
    this.completion = completion;
    this.what = what;
  }

  /** It succeeded. */
  public CompletionSubject succeeded() {
    return status(NtStatus.SUCCESS);
  }

  /** It failed with this status and, as IOC-4 wants, without Information or output. */
  public CompletionSubject failedWith(int status) {
    return status(status).information(0).wroteNothing();
  }

  /** It ended with this status. */
  public CompletionSubject status(int expected) {
    if (completion.status() != expected) {
      throw judge.fail(
          what + " must end with " + StatusTable.describeStatus(expected) + "; was " + found(),
          StatusTable.describeStatus(expected),
          StatusTable.describeStatus(completion.status()));
    }
    return this;
  }

  /** IoStatus.Information is this. */
  public CompletionSubject information(long expected) {
    if (completion.information() != expected) {
      throw judge.fail(
          what + " must end with Information " + expected + "; was " + found(),
          expected,
          completion.information());
    }
    return this;
  }

  /** No byte of the caller's buffer was written. */
  public CompletionSubject wroteNothing() {
    judge.untouched(completion, 0, what);
    return this;
  }

  /** It answered with a structure of this name, exactly, and left the rest alone (IOC-5). */
  public RawStruct answered(String struct) {
    succeeded().information(RawStruct.sizeOf(struct));
    judge.untouched(completion, RawStruct.sizeOf(struct), what);
    return RawStruct.at(struct, completion.output(), 0);
  }

  private String found() {
    return StatusTable.describeStatus(completion.status())
        + ", Information "
        + completion.information()
        + "\n"
        + HexDump.of(completion.output());
  }
}
