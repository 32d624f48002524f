package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The requests to one machine with a broken driver, so that a request is the same object wherever
 * it turns up. Each machine has its own, and takes those without a packet along when it goes: a
 * request leads to its machine, so whoever knows requests longer keeps machines. Thread-safe.
 */
final class TamperedRequests {
  private final Tampering tampering;
  private final Map<Submission, TamperedSubmission> underWay =
      Collections.synchronizedMap(new IdentityHashMap<>());

  TamperedRequests(Tampering tampering) {
    this.tampering = tampering;
  }

  /** What this machine's driver does wrong. */
  Tampering tampering() {
    return tampering;
  }

  /** A request that was just sent. */
  TamperedSubmission sent(Submission real, Asked asked) {
    TamperedSubmission submission = new TamperedSubmission(real, asked, tampering);
    underWay.put(real, submission);
    return submission;
  }

  /** A packet as the tests see it; a request has one at most and is not looked for again. */
  Packet packet(Packet real) {
    TamperedSubmission submission = underWay.remove(real.submission());
    return new Packet(real.key(), submission, submission.seen(real.completion()));
  }
}
