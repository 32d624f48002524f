package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** A request to a broken driver; one and the same object wherever the real request turns up. */
final class TamperedSubmission implements Submission {
  private static final Map<Submission, TamperedSubmission> SEEN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Submission inner;
  private final Asked asked;
  private final Tampering tampering;

  private TamperedSubmission(Submission inner, Asked asked, Tampering tampering) {
    this.inner = inner;
    this.asked = asked;
    this.tampering = tampering;
  }

  static TamperedSubmission of(Submission real, Asked asked, Tampering tampering) {
    TamperedSubmission made = new TamperedSubmission(real, asked, tampering);
    SEEN.put(real, made);
    return made;
  }

  /** The packet as the tests see it. */
  static Packet of(Packet real) {
    TamperedSubmission submission = SEEN.get(real.submission());
    return new Packet(
        real.key(),
        submission,
        submission.tampering.completed(submission.asked, real.completion()));
  }

  Submission inner() {
    return inner;
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
    return tampering.completed(asked, inner.await(tampering.shorter(limit)));
  }
}
