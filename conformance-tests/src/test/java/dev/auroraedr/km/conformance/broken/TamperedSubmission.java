package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import java.time.Duration;

/**
 * A request to a broken driver.
 *
 * @param inner the real request
 * @param asked what was asked, and by whom
 * @param tampering what becomes of the answer
 */
record TamperedSubmission(Submission inner, Asked asked, Tampering tampering)
    implements Submission {
  /** The end of the real request as the tests see it. */
  Completion seen(Completion real) {
    return tampering.completed(asked, real);
  }

  @Override
  public int returned() {
    return tampering.returned(asked, inner.returned());
  }

  @Override
  public boolean ended() {
    return inner.ended();
  }

  @Override
  public Completion await(Duration limit) {
    return seen(inner.await(tampering.shorter(limit)));
  }
}
