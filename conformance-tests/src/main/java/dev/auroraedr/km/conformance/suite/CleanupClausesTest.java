package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.RawStruct;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** STR-15: after IRP_MJ_CLEANUP, and without a file object. */
@Requires(Capability.KERNEL_CALLER)
class CleanupClausesTest extends ClauseTest {
  private static final byte[] STRANGE = Requests.strangeToken();

  @Test
  @Clause(Clauses.STR_15)
  @Requires(Capability.CLEANUP)
  void str15_afterCleanup_queriesAnswerAndStreamsAreClosed() {
    Session session = session();
    byte[] token = session.openStream().token();
    try (FileReference reference = reference(session)) {
      session.close();
      bed().machine().quiesce();
      closedBehaviour(reference::control, token);
    }
  }

  @Test
  @Clause(Clauses.STR_15)
  void str15_withoutFileObject_queriesAnswerAndStreamsAreClosed() {
    byte[] token = session().openStream().token();
    closedBehaviour(bed().machine().kernelCaller()::controlWithoutFile, token);
  }

  /** The token's check comes before memory's (IOC-3), so a closed session is told of the former. */
  @Test
  @Clause({Clauses.STR_15, Clauses.IOC_3})
  @Requires(Capability.FAULTS)
  void str15_withoutFileObject_anOpenIsClosedEvenWithoutMemory() {
    bed().machine().kernelControl().failAll("ExAllocatePool2");
    bed().machine().kernelControl().failAll("ExAllocatePoolWithTag");
    bed().machine().kernelControl().failAll("BCryptGenRandom");
    refused(
        bed().machine().kernelCaller()::controlWithoutFile,
        NtStatus.FILE_CLOSED,
        Requests.open(0, 0));
    bed().machine().kernelControl().clear();
  }

  private void closedBehaviour(Function<ControlRequest, Submission> device, byte[] token) {
    answered(device, Requests.health(), "CallbackHealthReport");
    answered(device, Requests.status(), "MinifilterStatus");
    refused(device, NtStatus.FILE_CLOSED, Requests.open(0, 0));
    refused(device, NtStatus.FILE_CLOSED, Requests.open(1, 4_194_304));
    for (byte[] any : List.of(token, STRANGE)) {
      refused(device, NtStatus.FILE_CLOSED, Requests.receive(any, 4096));
      refused(device, NtStatus.FILE_CLOSED, Requests.stop(any));
      refused(device, NtStatus.FILE_CLOSED, Requests.stop(any, 0));
    }
    earlierChecksDecide(device);
  }

  private void earlierChecksDecide(Function<ControlRequest, Submission> device) {
    refused(device, NtStatus.INVALID_DEVICE_REQUEST, ControlRequest.of(0x80002210, STRANGE, 0));
    refused(device, NtStatus.INFO_LENGTH_MISMATCH, Requests.start(STRANGE, 4096));
    refused(device, NtStatus.BUFFER_TOO_SMALL, Requests.receive(STRANGE, 4095));
    refused(device, NtStatus.BUFFER_TOO_SMALL, Requests.stop(STRANGE, 23));
    byte[] version = Requests.openInput(0, 0);
    RawStruct.at("StartStreamRequest", version, 0).set("abi_version", 2);
    refused(device, NtStatus.REVISION_MISMATCH, Requests.start(version, 32));
    refused(device, NtStatus.INVALID_PARAMETER, Requests.open(0x80, 0));
    refused(device, NtStatus.INVALID_PARAMETER, Requests.open(0, 1));
  }

  private void answered(
      Function<ControlRequest, Submission> device, ControlRequest request, String struct) {
    assertThat(device.apply(request).await(TargetHandle.PATIENCE), struct + " without session")
        .answered(struct);
  }

  private void refused(
      Function<ControlRequest, Submission> device, int status, ControlRequest request) {
    assertThat(device.apply(request).await(TargetHandle.PATIENCE), "a request without session")
        .failedWith(status);
  }

  @Test
  @Clause(Clauses.STR_15)
  @Requires(Capability.CLEANUP)
  void str15_cleanup_completesEveryReceiveBeforeItReturns() {
    Session session = session();
    Session watcher = session();
    try (FileReference reference = reference(session)) {
      List<Submission> receives = session.openStream().pend(20);
      Submission kernels = reference.control(Requests.receive(session.openStream().token(), 4096));
      bed().machine().quiesce();
      judge().that(!kernels.ended(), "a kernel caller's receive must pend", "ended");
      judge().equal(NtStatus.SUCCESS, reference.cleanup().status(), "IRP_MJ_CLEANUP");
      receives.forEach(this::cancelled);
      cancelled(kernels);
      judge().equal(0L, watcher.activeStreams(), "active_streams after CLEANUP");
    }
  }

  private void cancelled(Submission receive) {
    judge().that(receive.ended(), "CLEANUP must complete every receive first", "pending");
    assertThat(receive.await(TargetHandle.PATIENCE), "a receive ended by CLEANUP")
        .failedWith(NtStatus.CANCELLED);
  }

  @Test
  @Clause(Clauses.STR_15)
  @Requires(Capability.CLEANUP)
  void str15_cleanup_isIdempotent() {
    Session session = session();
    session.openStream().pend(2);
    try (FileReference reference = reference(session)) {
      session.close();
      for (int i = 0; i < 3; i++) {
        assertThat(reference.cleanup(), "a further IRP_MJ_CLEANUP").succeeded().information(0);
      }
      closedBehaviour(reference::control, STRANGE);
    }
  }

  @Test
  @Clause(Clauses.STR_15)
  @Requires({Capability.CLEANUP, Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void str15_cleanupAtEveryCallOfAReceive_cancelsOrRefusesIt() {
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new CleanupRace(false));
  }

  @Test
  @Clause(Clauses.STR_15)
  @Requires({Capability.CLEANUP, Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void str15_receiveAtEveryCallOfACleanup_isCancelledOrRefused() {
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new CleanupRace(true));
  }

  /** A receive against the CLEANUP of its session. */
  private final class CleanupRace implements Interleaving.Run {
    private final Session session = session();
    private final Stream stream = session.openStream();
    private final FileReference reference = reference(session);
    private final boolean cleanupFirst;
    private final Submission pending = stream.pend();
    private Submission receive;

    CleanupRace(boolean cleanupFirst) {
      this.cleanupFirst = cleanupFirst;
    }

    @Override
    public void operation() {
      act(cleanupFirst);
    }

    @Override
    public void other() {
      act(!cleanupFirst);
    }

    private void act(boolean cleans) {
      if (cleans) {
        reference.cleanup();
      } else {
        receive = reference.control(Requests.receive(stream.token(), 4096));
      }
    }

    @Override
    public void check(String where) {
      bed().machine().quiesce();
      judge().that(receive.ended(), "the receive must have ended, " + where, "pending");
      Completion end = receive.await(TargetHandle.PATIENCE);
      judge()
          .that(
              Set.of(NtStatus.CANCELLED, NtStatus.FILE_CLOSED).contains(end.status()),
              "the receive must be cancelled or find the file closed, " + where,
              Integer.toHexString(end.status()));
      cancelled(pending);
      reference.close();
      session.close();
    }
  }

  @Test
  @Clause(Clauses.STR_15)
  @Requires({Capability.CLEANUP, Capability.INTERLEAVE, Capability.KERNEL_TRACE})
  void str15_cleanupAtEveryCallOfAnOpen_leavesNoStream() {
    Session watcher = session();
    Interleaving.atEveryCall(
        bed().machine().kernelControl(),
        () ->
            new Interleaving.Run() {
              private final Session session = session();
              private final FileReference reference = reference(session);
              private Submission open;

              @Override
              public void operation() {
                open = reference.control(Requests.open(1, 16_384));
              }

              @Override
              public void other() {
                reference.cleanup();
              }

              @Override
              public void check(String where) {
                int status = open.await(TargetHandle.PATIENCE).status();
                judge()
                    .that(
                        Set.of(NtStatus.SUCCESS, NtStatus.FILE_CLOSED).contains(status),
                        "the open must come first or find the file closed, " + where,
                        Integer.toHexString(status));
                judge().equal(0L, watcher.activeStreams(), "active_streams, " + where);
                reference.close();
                session.close();
              }
            });
  }

  private FileReference reference(Session session) {
    return bed().machine().kernelCaller().reference(session.handle());
  }
}
