package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.conformance.target.TargetPort;

/** A handle to a broken driver. */
record TamperedHandle(TargetHandle inner, CallerSpec caller, TamperedRequests requests)
    implements TargetHandle {
  static TargetHandle unwrap(TargetHandle handle) {
    return handle instanceof TamperedHandle tampered ? tampered.inner : handle;
  }

  @Override
  public Submission submit(ControlRequest request) {
    return requests.sent(inner.submit(request), new Asked(caller, request));
  }

  @Override
  public int bind(TargetPort port, long key) {
    return inner.bind(((TamperedProcess.TamperedPort) port).inner(), key);
  }

  @Override
  public boolean cancel(Submission submission) {
    return inner.cancel(((TamperedSubmission) submission).inner());
  }

  @Override
  public boolean cancelAll() {
    return inner.cancelAll();
  }

  @Override
  public Completion call(MajorFunction function) {
    return requests.tampering().called(function, inner.call(function));
  }

  @Override
  public TargetHandle duplicate(CallerProcess into) {
    TamperedProcess process = (TamperedProcess) into;
    return new TamperedHandle(inner.duplicate(process.inner()), process.spec(), requests);
  }

  @Override
  public void close() {
    inner.close();
  }

  @Override
  public boolean closed() {
    return inner.closed();
  }
}
