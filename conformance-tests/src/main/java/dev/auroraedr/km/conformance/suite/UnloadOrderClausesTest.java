package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Interleaving;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.UnloadKind;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UNL-3: the order of unloading, of a failed load, and what shutdown leaves out. */
@Requires({Capability.UNLOAD, Capability.KERNEL_TRACE})
class UnloadOrderClausesTest extends ClauseTest {
  private static final String OBJECT = "ObUnRegisterCallbacks";
  private static final String REGISTRY = "CmUnRegisterCallback";
  private static final String PROCESS = "PsSetCreateProcessNotifyRoutineEx";
  private static final String FILTER = "FltUnregisterFilter";
  private static final String RECEIVE = "IofCompleteRequest";
  private static final String LINK = "IoDeleteSymbolicLink";
  private static final String DEVICE = "IoDeleteDevice";
  private static final List<String> STEPS =
      List.of(OBJECT, REGISTRY, PROCESS, FILTER, RECEIVE, LINK, DEVICE);

  /** The steps among the calls, each once, in the order of their first call. */
  private static List<String> steps(List<String> calls) {
    Set<String> found = new LinkedHashSet<>(calls);
    found.retainAll(STEPS);
    return List.copyOf(found);
  }

  private static List<String> lastSteps(List<String> calls) {
    List<String> reversed = new ArrayList<>(calls);
    Collections.reverse(reversed);
    List<String> last = new ArrayList<>(steps(reversed));
    Collections.reverse(last);
    return last;
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires({Capability.FILTER_UNLOAD, Capability.VARIATIONS})
  void unl3_unload_undoesInOrder() {
    TestBed bed = bareBed(Variations.SIGNED).load();
    Session session = bed.session();
    session.openStream().pend();
    bed.machine().kernelControl().startTrace();
    judge().status(NtStatus.SUCCESS, bed.unload(UnloadKind.FILTER_MANDATORY), "a mandatory unload");
    List<String> calls = bed.machine().kernelControl().stopTrace();
    judge().equal(STEPS, steps(calls), "the steps of unload by their first calls");
    judge().equal(STEPS, lastSteps(calls), "the steps of unload by their last calls");
    session.close();
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires(Capability.VARIATIONS)
  void unl3_serviceStop_undoesInTheSameOrder() {
    TestBed bed = bareBed(Variations.SIGNED).load();
    bed.machine().kernelControl().startTrace();
    bed.unload();
    List<String> expected = new ArrayList<>(STEPS);
    expected.remove(RECEIVE);
    judge()
        .equal(expected, steps(bed.machine().kernelControl().stopTrace()), "the steps of unload");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZwSetSecurityObject",
        "IoCreateSymbolicLink",
        "FltRegisterFilter",
        "FltStartFiltering"
      })
  @Clause(Clauses.UNL_3)
  @Requires(Capability.FAULTS)
  void unl3_failedLoad_undoesWhatStood(String failing) {
    TestBed bed = bareBed();
    KernelControl control = bed.machine().kernelControl();
    control.failAll(failing);
    control.startTrace();
    bed.machine().load();
    List<String> calls = control.stopTrace();
    control.clear();
    List<String> expected = new ArrayList<>(List.of(FILTER, LINK, DEVICE));
    if (!failing.equals("FltStartFiltering")) {
      expected.remove(FILTER);
    }
    if (!failing.startsWith("Flt")) {
      expected.remove(LINK);
    }
    judge().equal(expected, steps(calls), "what a load undoes with " + failing + " failing");
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires({Capability.FILTER_UNLOAD, Capability.INTERLEAVE, Capability.VARIATIONS})
  void unl3_onceItHasBegun_noRequestIsServed() {
    TestBed bed = bareBed(Variations.SIGNED).load();
    Session session = bed.session();
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    // A call before the first step may still be made while nothing is refused yet.
    AtomicBoolean begun = new AtomicBoolean();
    bed.machine()
        .kernelControl()
        .atEvery(
            call -> {
              // One is enough: a query that is served may give unload new work each time.
              for (ControlRequest request : List.of(Requests.health(), Requests.open(0, 0))) {
                boolean refused = session.control(request).status() == NtStatus.DELETE_PENDING;
                if (served.isEmpty() && !refused && (begun.get() || STEPS.contains(call))) {
                  served.add(String.format("0x%08X at %s", request.code(), call));
                }
                begun.compareAndSet(false, refused);
              }
            });
    judge().status(NtStatus.SUCCESS, bed.unload(UnloadKind.FILTER_MANDATORY), "a mandatory unload");
    bed.machine().kernelControl().clear();
    judge().that(served.isEmpty(), "no request may be served during unload", served);
    session.close();
  }

  /** The handle that stays open is why the driver is there at all while it ends. */
  @Test
  @Clause(Clauses.UNL_3)
  @Requires({Capability.FILTER_UNLOAD, Capability.INTERLEAVE})
  void unl3_onceItHasBegun_noFileIsOpened() {
    TestBed bed = bed();
    CallerProcess process = bed.process(Account.SYSTEM);
    Session session = bed.session(process);
    List<String> opened = Collections.synchronizedList(new ArrayList<>());
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    bed.machine()
        .kernelControl()
        .atEvery(
            call -> {
              int status = process.open(OpenRequest.device()).status();
              statuses.add(status);
              if (status == NtStatus.SUCCESS) {
                opened.add(call);
              }
            });
    judge().status(NtStatus.SUCCESS, bed.unload(UnloadKind.FILTER_MANDATORY), "a mandatory unload");
    bed.machine().kernelControl().clear();
    judge().that(opened.isEmpty(), "no file may be opened once unload has begun", opened);
    judge()
        .that(
            statuses.contains(NtStatus.DELETE_PENDING),
            "an open during unload must reach the driver while its device stands",
            statuses);
    session.close();
  }

  /** A request, and a mandatory unload in the middle of each of its kernel calls. */
  private final class UnloadInside implements Interleaving.Run {
    private final Function<Stream, ControlRequest> request;
    private final TestBed bed = bed();
    private Session session;
    private Stream stream;
    private Submission submitted;

    UnloadInside(Function<Stream, ControlRequest> request) {
      this.request = request;
      this.session = bed.session();
      this.stream = session.openStream();
    }

    @Override
    public void operation() {
      submitted = session.handle().submit(request.apply(stream));
    }

    @Override
    public void other() {
      bed.unload(UnloadKind.FILTER_MANDATORY);
    }

    @Override
    public void check(String where) {
      bed.machine().quiesce();
      Completion end = judge().end(submitted, "the request, " + where);
      Set<Integer> allowed =
          Set.of(NtStatus.SUCCESS, NtStatus.CANCELLED, NtStatus.DELETE_PENDING, NtStatus.NOT_FOUND);
      judge()
          .that(
              allowed.contains(end.status()),
              "the request must end as before or after the unload, " + where,
              StatusTable.describeStatus(end.status()));
      bed.endProcesses();
      judge()
          .that(
              bed.machine().violations().isEmpty(),
              "the machine must see no broken rule, " + where,
              bed.machine().violations());
      bed.load();
    }
  }

  private void unloadInside(Function<Stream, ControlRequest> request) {
    Interleaving.atEveryCall(bed().machine().kernelControl(), () -> new UnloadInside(request));
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires({Capability.FILTER_UNLOAD, Capability.INTERLEAVE})
  void unl3_unloadInsideAQuery_waitsForIt() {
    unloadInside(stream -> Requests.health());
    unloadInside(stream -> Requests.status());
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires({Capability.FILTER_UNLOAD, Capability.INTERLEAVE})
  void unl3_unloadInsideStartReceiveAndStop_endsThem() {
    unloadInside(stream -> Requests.open(0, 0));
    unloadInside(stream -> Requests.receive(stream.token(), Requests.RECEIVE_BYTES));
    unloadInside(Stream::stopRequest);
  }

  @Test
  @Clause(Clauses.UNL_3)
  @Requires(Capability.VARIATIONS)
  void unl3_shutdown_callsNoUnloadRoutine() {
    try (TestBed bed = TestBed.bare(judge(), Variations.SIGNED)) {
      bed.load();
      bed.session().openStream().pend();
      KernelControl control = bed.machine().kernelControl();
      control.startTrace();
      bed.machine().close();
      List<String> calls = control.stopTrace();
      judge().equal(List.of(), steps(calls), "steps of unload at shutdown");
    }
  }
}
