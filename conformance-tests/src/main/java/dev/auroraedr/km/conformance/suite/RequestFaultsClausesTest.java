package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.FaultSites;
import dev.auroraedr.km.conformance.suite.support.FaultSites.Fault;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.suite.support.TestBed;
import dev.auroraedr.km.conformance.suite.support.Variations;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.FileStimulus;
import dev.auroraedr.km.conformance.target.KernelControl;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.RegistryStimulus;
import dev.auroraedr.km.conformance.target.StimulusResult;
import dev.auroraedr.km.conformance.target.Tamper.CallbackList;
import dev.auroraedr.km.conformance.target.Tamper.Routine;
import dev.auroraedr.km.conformance.target.TargetHandle;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** LOD-2: requests and callbacks with each of their kernel calls failing. */
@Requires({
  Capability.FAULTS,
  Capability.KERNEL_TRACE,
  Capability.VARIATIONS,
  Capability.STIMULI,
  Capability.VERIFIER
})
class RequestFaultsClausesTest extends ClauseTest {
  private static final String KEY =
      "\\REGISTRY\\MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run";

  /** A machine of its own with a stream of all events and one event queued. */
  private abstract class OnMachine implements FaultSites.Scenario {
    private TestBed bed;
    private Session session;
    private Stream stream;

    @Override
    public KernelControl begin() {
      bed = TestBed.bare(judge(), Variations.SIGNED).load();
      session = bed.session();
      stream = session.openStream(mask(), 0);
      bed.activity().createFile();
      return bed.machine().kernelControl();
    }

    @Override
    public void end(Fault fault) {
      check(fault);
      bed.finish();
      bed.close();
    }

    int mask() {
      return EventMask.ALL;
    }

    void check(Fault fault) {
      stream.drain();
    }
  }

  /** A request: one that fails has changed nothing (IOC-4). */
  private void request(String name, Function<Stream, ControlRequest> request) {
    FaultSites.sweep(
        name,
        new OnMachine() {
          private Completion completion;

          @Override
          public void run() {
            completion = super.session.control(request.apply(super.stream));
          }

          @Override
          int mask() {
            return EventMask.FILE_CREATE;
          }

          @Override
          void check(Fault fault) {
            if (!StatusTable.isSuccess(completion.status())) {
              judge().completion(completion, fault).failedWith(completion.status());
              judge().equal(1L, super.session.activeStreams(), "streams after " + fault);
              judge().equal(1, super.stream.receive().events().size(), "events after " + fault);
            }
          }
        });
  }

  /** Something that callbacks see: whatever they can't do, it goes on and its events are whole. */
  private void activity(String name, Consumer<TestBed> activity) {
    FaultSites.sweep(
        name,
        new OnMachine() {
          @Override
          public void run() {
            activity.accept(super.bed);
          }
        });
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_openAndClose_leakNothing() {
    activity(
        "open and close a handle",
        bed -> {
          OpenResult opened = bed.process(Account.SYSTEM).open(OpenRequest.device());
          TargetHandle handle = opened.handle();
          if (handle != null) {
            handle.close();
          }
        });
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_streamRequests_failCleanly() {
    request("START: open a stream", stream -> Requests.open(EventMask.FILE_CREATE, 0));
    request("START: receive", stream -> Requests.receive(stream.token(), Requests.RECEIVE_BYTES));
    request("STOP", Stream::stopRequest);
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_queries_failCleanly() {
    request("health query", stream -> Requests.health());
    request("status query", stream -> Requests.status());
  }

  @Test
  @Clause(Clauses.LOD_2)
  @Requires(Capability.TAMPER)
  void lod2_repair_failsCleanlyAndIsTriedAgain() {
    FaultSites.sweep(
        "health query that repairs",
        new OnMachine() {
          private Completion completion;

          @Override
          public KernelControl begin() {
            KernelControl control = super.begin();
            super.bed.machine().tamper().unlink(CallbackList.REGISTRY);
            super.bed.machine().tamper().unlink(CallbackList.OBJECT);
            super.bed.machine().tamper().clearSlot(Routine.MAIN);
            super.bed.machine().tamper().removeInstance(super.bed.machine().systemVolume());
            return control;
          }

          @Override
          public void run() {
            completion = super.session.control(Requests.health());
          }

          @Override
          void check(Fault fault) {
            if (!StatusTable.isSuccess(completion.status())) {
              judge().completion(completion, fault).failedWith(completion.status());
            }
            super.session.health();
            super.check(fault);
          }
        });
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_pendingReceive_isServedOrCancelled() {
    FaultSites.sweep(
        "a pending receive and its event",
        new OnMachine() {
          @Override
          public KernelControl begin() {
            KernelControl control = super.begin();
            super.stream.drain();
            return control;
          }

          @Override
          public void run() {
            super.stream.submit();
            super.bed.activity().createFile();
          }
        });
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_fileCallbacks_letTheOperationGoOn() {
    activity("file create", bed -> bed.activity().createFile());
    activity(
        "file write and cleanup",
        bed -> {
          StimulusResult file = bed.activity().keepFile();
          bed.machine().stimulate(new FileStimulus.WriteFile(file.id(), 0, 16));
          bed.machine().stimulate(new FileStimulus.CloseFile(file.id()));
        });
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_processCallback_letsTheOperationGoOn() {
    activity(
        "process create and exit",
        bed -> bed.activity().exitProcess(bed.activity().startProcess().id()));
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_objectCallback_letsTheOperationGoOn() {
    activity(
        "handle stripped",
        bed -> bed.activity().openProcess(bed.activity().startProtectedProcess().id(), 0x21));
  }

  @Test
  @Clause(Clauses.LOD_2)
  void lod2_registryCallback_letsTheOperationGoOn() {
    activity("registry value set", bed -> bed.activity().setValue());
    registry("registry value deleted", new RegistryStimulus.DeleteValue(KEY, "gone"));
    registry("registry key created", new RegistryStimulus.CreateKey(KEY + "\\new"));
    registry("registry key deleted", new RegistryStimulus.DeleteKey(KEY + "\\old"));
    registry("registry key renamed", new RegistryStimulus.RenameKey(KEY + "\\before", "after"));
  }

  private void registry(String name, RegistryStimulus stimulus) {
    activity(name, bed -> bed.machine().stimulate(stimulus));
  }
}
