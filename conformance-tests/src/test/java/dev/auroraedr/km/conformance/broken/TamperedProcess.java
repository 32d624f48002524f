package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetPort;
import java.time.Duration;
import java.util.List;

/** A process on a machine with a broken driver. */
record TamperedProcess(CallerProcess inner, CallerSpec spec, TamperedRequests requests)
    implements CallerProcess {
  @Override
  public int processId() {
    return inner.processId();
  }

  @Override
  public OpenResult open(OpenRequest request) {
    OpenRequest sent =
        new OpenRequest(
            request.path(),
            TamperedHandle.unwrap(request.root()),
            request.desiredAccess(),
            request.overlapped());
    OpenResult real = inner.open(sent);
    Tampering tampering = requests.tampering();
    int status = tampering.opened(spec, request, real.status());
    if (real.handle() == null) {
      return new OpenResult(status, real.information(), null);
    }
    if (status != NtStatus.SUCCESS) {
      real.handle().close();
      return new OpenResult(status, 0, null);
    }
    return new OpenResult(
        status,
        tampering.openInformation(real.information()),
        new TamperedHandle(real.handle(), spec, requests));
  }

  @Override
  public TargetPort createPort() {
    return new TamperedPort(inner.createPort(), requests);
  }

  @Override
  public void kill() {
    inner.kill();
  }

  /** A completion port whose packets are tampered with. */
  record TamperedPort(TargetPort inner, TamperedRequests requests) implements TargetPort {
    @Override
    public List<Packet> dequeue(int max, Duration limit) {
      Tampering tampering = requests.tampering();
      List<Packet> wrapped =
          inner.dequeue(max, tampering.shorter(limit)).stream().map(requests::packet).toList();
      return tampering.dequeued(wrapped);
    }

    @Override
    public int depth() {
      return inner.depth();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
