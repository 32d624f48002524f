package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.Peer;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** UNL-1: the three ways in which an unload can come. */
@Requires({Capability.UNLOAD, Capability.FILTER_UNLOAD})
class UnloadClausesTest extends ClauseTest {
  /** Calls that load makes once the filter is registered. */
  private static final Set<String> DURING_LOAD =
      Set.of(
          "FltEnumerateVolumes",
          "PsSetCreateProcessNotifyRoutineEx",
          "CmRegisterCallback",
          "CmRegisterCallbackEx",
          "ObRegisterCallbacks");

  private void refused(TestBed bed, String while_) {
    judge()
        .status(
            NtStatus.FLT_DO_NOT_DETACH, bed.unload(UnloadKind.FILTER), "fltmc unload " + while_);
  }

  private void unloaded(TestBed bed, UnloadKind kind) {
    judge().status(NtStatus.SUCCESS, bed.unload(kind), "unload by " + kind);
  }

  private void isGone(TestBed bed) {
    judge()
        .status(
            NtStatus.OBJECT_NAME_NOT_FOUND,
            bed.process(Account.SYSTEM).open(OpenRequest.device()).status(),
            "opening the device after unload");
  }

  @Test
  @Clause(Clauses.UNL_1)
  void unl1_filterUnloadWithoutFileObject_unloads() {
    TestBed bed = bed();
    bed.session().close();
    unloaded(bed, UnloadKind.FILTER);
    isGone(bed);
    bed.load().session().status();
  }

  @Test
  @Clause(Clauses.UNL_1)
  void unl1_filterUnloadWithAHandle_isRefusedAndChangesNothing() {
    TestBed bed = bed();
    Session session = bed.session();
    Stream stream = session.openStream();
    Submission pending = stream.pend();
    refused(bed, "with an open handle");
    String name = bed.activity().createFile();
    judge().equal(List.of(name), stream.batch(pending).names(), "events after the refusal");
    bed.session().status();
    bed.endProcesses();
    unloaded(bed, UnloadKind.FILTER);
    isGone(bed);
  }

  @Test
  @Clause(Clauses.UNL_1)
  @Requires(Capability.KERNEL_CALLER)
  void unl1_filterUnloadBetweenCleanupAndClose_isRefused() {
    TestBed bed = bed();
    Session session = bed.session();
    FileReference reference = bed.machine().kernelCaller().reference(session.handle());
    session.close();
    refused(bed, "after IRP_MJ_CLEANUP, before IRP_MJ_CLOSE");
    reference.close();
    unloaded(bed, UnloadKind.FILTER);
  }

  @Test
  @Clause(Clauses.UNL_1)
  void unl1_filterUnloadAfterARefusedOpen_unloads() {
    TestBed bed = bed();
    bed.process(Account.SYSTEM).open(OpenRequest.path(OpenRequest.DEVICE + "\\below"));
    unloaded(bed, UnloadKind.FILTER);
  }

  /** What load is still making nobody may take away: no file object says so yet. */
  @Test
  @Clause(Clauses.UNL_1)
  @Requires(Capability.INTERLEAVE)
  void unl1_filterUnloadBeforeTheLoadHasEnded_isRefused() {
    TestBed bed = bareBed();
    List<Integer> answers = new ArrayList<>();
    bed.machine()
        .kernelControl()
        .atEvery(
            call -> {
              if (DURING_LOAD.contains(call)) {
                answers.add(bed.machine().unload(UnloadKind.FILTER));
              }
            });
    bed.load();
    bed.machine().kernelControl().clear();
    judge().that(!answers.isEmpty(), "load must register its callbacks", "no call");
    for (int answer : answers) {
      judge().status(NtStatus.FLT_DO_NOT_DETACH, answer, "fltmc unload in the middle of a load");
    }
    bed.session().status();
    bed.endProcesses();
    unloaded(bed, UnloadKind.FILTER);
    isGone(bed);
  }

  @Test
  @Clause(Clauses.UNL_1)
  void unl1_serviceStopWithAHandle_isDeferredToTheLastClose() {
    TestBed bed = bed();
    Session session = bed.session();
    Stream stream = session.openStream();
    unloaded(bed, UnloadKind.SERVICE_STOP);
    int status = bed.process(Account.SYSTEM).open(OpenRequest.device()).status();
    judge().that(!StatusTable.isSuccess(status), "a new open must fail", "success");
    session.status();
    String name = bed.activity().createFile();
    judge().equal(List.of(name), stream.receive().names(), "events while the stop is deferred");
    bed.endProcesses();
    isGone(bed);
    bed.load().session().status();
  }

  @Test
  @Clause(Clauses.UNL_1)
  void unl1_mandatoryUnload_endsReceivesAndAnswersDeletePending() {
    TestBed bed = bed();
    Session session = bed.session();
    List<Submission> receives = session.openStream().pend(3);
    Stream queued = session.openStream();
    bed.activity().createUnmonitoredFile();
    unloaded(bed, UnloadKind.FILTER_MANDATORY);
    for (Submission receive : receives) {
      judge()
          .completion(judge().end(receive, "a pending receive"), "a pending receive")
          .failedWith(NtStatus.CANCELLED);
    }
    answersDeletePending(session, queued);
    isGone(bed);
    session.close();
    bed.load().session().status();
  }

  private void answersDeletePending(Session session, Stream stream) {
    List<ControlRequest> requests =
        List.of(
            Requests.health(),
            Requests.status(),
            Requests.open(0, 0),
            Requests.receive(stream.token(), Requests.RECEIVE_BYTES),
            stream.stopRequest(),
            ControlRequest.of(ControlCode.QUERY_CALLBACK_HEALTH, new byte[3], 1),
            ControlRequest.of(0x80002210, new byte[0], 0));
    for (ControlRequest request : requests) {
      session.refused(
          NtStatus.DELETE_PENDING,
          request,
          String.format("control code 0x%08X after a mandatory unload", request.code()));
    }
  }

  @Test
  @Clause(Clauses.UNL_1)
  @Requires({Capability.PEER, Capability.VARIATIONS})
  void unl1_mandatoryUnload_takesEveryCallbackAway() {
    TestBed bed = bareBed(Variations.build(26100, true)).load();
    Session session = bed.session();
    unloaded(bed, UnloadKind.FILTER_MANDATORY);
    Peer peer = bed.machine().peer();
    judge().status(NtStatus.SUCCESS, peer.filters().occupy("385000"), "a filter at 385000");
    judge().status(NtStatus.SUCCESS, peer.objects().occupy("385000"), "object callbacks there");
    judge().status(NtStatus.SUCCESS, peer.registry().occupy("385000"), "a registry callback there");
    bed.activity().createFile();
    bed.activity().setValue();
    bed.activity().startProtectedProcess();
    session.close();
  }

  @Test
  @Clause(Clauses.UNL_1)
  @Requires({Capability.INTERLEAVE, Capability.PEER})
  void unl1_openDuringAFilterUnload_failsOrIsServed() {
    TestBed bed = bed();
    bed.session().close();
    var caller = bed.process(Account.SYSTEM);
    boolean[] opened = new boolean[1];
    bed.machine()
        .kernelControl()
        .atEvery(
            call -> opened[0] |= StatusTable.isSuccess(caller.open(OpenRequest.device()).status()));
    unloaded(bed, UnloadKind.FILTER);
    bed.machine().kernelControl().clear();
    judge().that(!opened[0], "no open may succeed once the unload was agreed to", "one did");
  }
}
