package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetPort.Packet;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/** A request to a broken driver; equal to another one for the same real request. */
record TamperedSubmission(Submission inner, ControlRequest request, Tampering tampering)
    implements Submission {
  private static final Map<Submission, ControlRequest> REQUESTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  static void remember(Submission real, ControlRequest request) {
    REQUESTS.put(real, request);
  }

  /** The packet as the tests see it. */
  static Packet of(Packet real, Tampering tampering) {
    ControlRequest request = REQUESTS.get(real.submission());
    return new Packet(
        real.key(),
        new TamperedSubmission(real.submission(), request, tampering),
        tampering.completed(request, real.completion()));
  }

  @Override
  public int returned() {
    return tampering.returned(request, inner.returned());
  }

  @Override
  public boolean ended() {
    return inner.ended();
  }

  @Override
  public Completion await(Duration limit) {
    return tampering.completed(request, inner.await(limit));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TamperedSubmission that && that.inner.equals(inner);
  }

  @Override
  public int hashCode() {
    return inner.hashCode();
  }
}
