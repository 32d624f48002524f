package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.KernelCaller.FileReference;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.conformance.target.TargetHandle.MajorFunction;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DEV-4: which major functions the device serves, and how. */
class DeviceDispatchClausesTest extends ClauseTest {
  @Test
  @Clause(Clauses.DEV_4)
  void dev4_createWithoutName_succeedsWithInformationZero() {
    CallerProcess process = bed().process(Account.ADMINISTRATOR);
    OpenResult result = process.open(OpenRequest.device());
    judge().status(NtStatus.SUCCESS, result.status(), "opening the device");
    judge().equal(0L, result.information(), "Information of IRP_MJ_CREATE");
    result.handle().close();
  }

  @Test
  @Clause(Clauses.DEV_4)
  void dev4_createWithName_isNotFound() {
    CallerProcess process = bed().process(Account.SYSTEM);
    for (String below : List.of("\\", "\\x", "\\x\\y", "\\\\", "\\AuroraEDRKM", "\\ ")) {
      for (String device : List.of(OpenRequest.DEVICE, DeviceNames.NT_NAME)) {
        notFound(process, OpenRequest.path(device + below));
      }
    }
  }

  @Test
  @Clause(Clauses.DEV_4)
  void dev4_createRelativeToAHandle_isNotFound() {
    Session session = session();
    for (String path : List.of("", "x", "x\\y")) {
      notFound(
          session.process(), new OpenRequest(path, session.handle(), OpenRequest.READ_WRITE, true));
    }
    session.status();
  }

  @Test
  @Clause(Clauses.DEV_4)
  @Requires(Capability.CALLERS)
  void dev4_createWithNameByAUser_isDeniedFirst() {
    CallerProcess user = bed().process(Account.USER);
    judge()
        .status(
            NtStatus.ACCESS_DENIED,
            user.open(OpenRequest.path(OpenRequest.DEVICE + "\\x")).status(),
            "a user's open of a name below the device");
  }

  @Test
  @Clause(Clauses.DEV_4)
  void dev4_refusedCreates_leaveNothingBehind() {
    CallerProcess process = bed().process(Account.SYSTEM);
    for (int i = 0; i < 100; i++) {
      notFound(process, OpenRequest.path(OpenRequest.DEVICE + "\\x"));
    }
    bed().session(process).openStream();
  }

  @Test
  @Clause(Clauses.DEV_4)
  @Requires(Capability.MAJOR_FUNCTIONS)
  void dev4_everyOtherMajorFunction_isInvalid() {
    Session session = session();
    Stream stream = session.openStream();
    for (MajorFunction function : MajorFunction.values()) {
      assertThat(session.handle().call(function), "IRP_MJ_" + function)
          .failedWith(NtStatus.INVALID_DEVICE_REQUEST);
    }
    bed().activity().createFile();
    judge().equal(List.of(1L), stream.receive().sequences(), "events after refused functions");
  }

  @Test
  @Clause(Clauses.DEV_4)
  @Requires(Capability.DEVICE_OBJECT)
  void dev4_driver_hasNoFastIoTable() {
    judge()
        .that(
            !bed().machine().deviceObject().hasFastIo(),
            "the driver must have no fast I/O table",
            "a table");
  }

  @Test
  @Clause(Clauses.DEV_4)
  @Requires({Capability.KERNEL_CALLER, Capability.CLEANUP})
  void dev4_cleanup_succeedsWithInformationZero() {
    Session session = session();
    session.openStream();
    try (FileReference reference = bed().machine().kernelCaller().reference(session.handle())) {
      session.close();
      assertThat(reference.cleanup(), "IRP_MJ_CLEANUP").succeeded().information(0).wroteNothing();
    }
  }

  private void notFound(CallerProcess process, OpenRequest request) {
    OpenResult result = process.open(request);
    String what =
        "creating '" + request.path() + "'" + (request.root() == null ? "" : " below a handle");
    judge().status(NtStatus.OBJECT_NAME_NOT_FOUND, result.status(), what);
    judge().that(result.handle() == null, what + " must give no handle", "a handle");
    judge().equal(0L, result.information(), "Information of a failed create");
  }
}
