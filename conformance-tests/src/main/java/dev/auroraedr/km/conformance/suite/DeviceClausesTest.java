package dev.auroraedr.km.conformance.suite;

import dev.auroraedr.km.abi.DeviceNames;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.suite.support.ClauseTest;
import dev.auroraedr.km.conformance.suite.support.Requests;
import dev.auroraedr.km.conformance.suite.support.Session;
import dev.auroraedr.km.conformance.suite.support.Stream;
import dev.auroraedr.km.conformance.target.CallerProcess;
import dev.auroraedr.km.conformance.target.CallerSpec.Account;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.conformance.target.DeviceObjectFacts;
import dev.auroraedr.km.conformance.target.OpenRequest;
import dev.auroraedr.km.conformance.target.OpenResult;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import org.junit.jupiter.api.Test;

/** DEV-1 to DEV-3: names, security and sessions of the device. */
class DeviceClausesTest extends ClauseTest {
  private static final int FILE_DEVICE_SECURE_OPEN = 0x100;
  private static final int[] ACCESS_MASKS = {
    OpenRequest.READ_WRITE, 0x80000000, 0x40000000, 0x10000000, 0x00100080, 0x00000001, 0x02000000
  };
  private static final List<Account> STRANGERS =
      List.of(Account.USER, Account.LOCAL_SERVICE, Account.FILTERED_ADMINISTRATOR);

  @Test
  @Clause(Clauses.DEV_1)
  void dev1_allNames_openTheDevice() {
    CallerProcess process = bed().process(Account.SYSTEM);
    for (String path :
        List.of(
            OpenRequest.DEVICE,
            DeviceNames.LINK_NAME,
            DeviceNames.NT_NAME,
            "\\Device\\auroraedrkm",
            "\\??\\AURORAEDRKM")) {
      Session session = bed().session(process, OpenRequest.path(path));
      session.status();
      session.close();
    }
  }

  @Test
  @Clause(Clauses.DEV_1)
  void dev1_similarNames_openNothing() {
    CallerProcess process = bed().process(Account.SYSTEM);
    for (String path : List.of("\\Device\\AuroraEDRKM2", "\\??\\AuroraEDRK", "\\??\\AuroraEDR")) {
      judge()
          .status(
              NtStatus.OBJECT_NAME_NOT_FOUND,
              process.open(OpenRequest.path(path)).status(),
              "opening " + path);
    }
  }

  @Test
  @Clause(Clauses.DEV_1)
  void dev1_driverNotLoaded_thereIsNoDevice() {
    CallerProcess process = bareBed().process(Account.SYSTEM);
    for (String path : List.of(OpenRequest.DEVICE, DeviceNames.NT_NAME)) {
      judge()
          .status(
              NtStatus.OBJECT_NAME_NOT_FOUND,
              process.open(OpenRequest.path(path)).status(),
              "opening " + path + " before the driver is loaded");
    }
  }

  @Test
  @Clause(Clauses.DEV_1)
  @Requires(Capability.UNLOAD)
  void dev1_driverUnloaded_deviceAndLinkAreGone() {
    CallerProcess process = bed().process(Account.SYSTEM);
    bed().unload();
    for (String path : List.of(OpenRequest.DEVICE, DeviceNames.NT_NAME)) {
      judge()
          .status(
              NtStatus.OBJECT_NAME_NOT_FOUND,
              process.open(OpenRequest.path(path)).status(),
              "opening " + path + " after unload");
    }
  }

  @Test
  @Clause(Clauses.DEV_1)
  @Requires(Capability.DEVICE_OBJECT)
  void dev1_deviceObject_hasTypeAndCharacteristics() {
    DeviceObjectFacts device = bed().machine().deviceObject();
    judge().equal(DeviceNames.NT_NAME, device.name(), "the device's name");
    judge().equal(DeviceNames.DEVICE_TYPE, device.deviceType(), "the device type");
    judge()
        .that(
            (device.characteristics() & FILE_DEVICE_SECURE_OPEN) != 0,
            "characteristics must hold FILE_DEVICE_SECURE_OPEN (0x100)",
            Integer.toHexString(device.characteristics()));
    judge().that(!device.exclusive(), "the device must not be exclusive", "exclusive");
  }

  @Test
  @Clause(Clauses.DEV_2)
  void dev2_systemAndAdministrators_openWithAnyAccess() {
    for (Account account : List.of(Account.SYSTEM, Account.ADMINISTRATOR)) {
      CallerProcess process = bed().process(account);
      for (int access : ACCESS_MASKS) {
        bed().session(process, access(OpenRequest.DEVICE, access)).close();
      }
    }
  }

  @Test
  @Clause(Clauses.DEV_2)
  @Requires(Capability.CALLERS)
  void dev2_anyoneElse_isDeniedWithAnyAccess() {
    for (Account account : STRANGERS) {
      CallerProcess process = bed().process(account);
      for (int access : ACCESS_MASKS) {
        denied(process, access(OpenRequest.DEVICE, access), account);
        denied(process, access(DeviceNames.NT_NAME, access), account);
      }
    }
  }

  @Test
  @Clause(Clauses.DEV_2)
  @Requires(Capability.CALLERS)
  void dev2_anyoneElse_isDeniedBelowTheDevice() {
    for (Account account : STRANGERS) {
      CallerProcess process = bed().process(account);
      for (String below : List.of("\\", "\\x", "\\a\\b\\c", "\\AuroraEDRKM")) {
        denied(process, OpenRequest.path(OpenRequest.DEVICE + below), account);
        denied(process, OpenRequest.path(DeviceNames.NT_NAME + below), account);
      }
    }
  }

  @Test
  @Clause(Clauses.DEV_2)
  @Requires(Capability.DEVICE_OBJECT)
  void dev2_deviceObject_carriesTheDescriptor() {
    judge().equal(DeviceNames.SDDL, bed().machine().deviceObject().sddl(), "the device's DACL");
  }

  @Test
  @Clause(Clauses.DEV_3)
  void dev3_manyHandles_areOpenAtOnce() {
    CallerProcess process = bed().process(Account.SYSTEM);
    List<Session> sessions =
        java.util.stream.IntStream.range(0, 20).mapToObj(i -> bed().session(process)).toList();
    sessions.forEach(Session::status);
    Session administrator = bed().session(bed().process(Account.ADMINISTRATOR));
    administrator.openStream();
    judge().equal(1L, sessions.get(19).activeStreams(), "active_streams seen by another handle");
  }

  @Test
  @Clause(Clauses.DEV_3)
  void dev3_stream_belongsToTheHandleThatOpenedIt() {
    CallerProcess process = bed().process(Account.SYSTEM);
    Session owner = bed().session(process);
    Session other = bed().session(process);
    Stream stream = owner.openStream();
    other.refused(
        NtStatus.NOT_FOUND, Requests.receive(stream.token(), 4096), "receiving on another handle");
    other.refused(NtStatus.NOT_FOUND, stream.stopRequest(), "stopping on another handle");
    other.close();
    bed().activity().createFile();
    judge().equal(List.of(1L), stream.receive().sequences(), "events of the surviving stream");
  }

  @Test
  @Clause(Clauses.DEV_3)
  void dev3_closingOneHandle_leavesTheOthersStreams() {
    Session kept = session();
    Session closed = session();
    Stream stream = kept.openStream();
    closed.openStream();
    closed.close();
    bed().machine().quiesce();
    judge().equal(1L, kept.activeStreams(), "active_streams after the other handle's close");
    bed().activity().createFile();
    stream.receive();
  }

  @Test
  @Clause(Clauses.DEV_3)
  @Requires({Capability.PROCESSES, Capability.CALLERS})
  void dev3_duplicateInAUsersProcess_isServed() {
    Session owner = session();
    Session duplicate = owner.duplicate(bed().process(Account.USER));
    judge().equal(0L, duplicate.activeStreams(), "active_streams");
    Stream stream = duplicate.openStream();
    bed().activity().createFile();
    owner.same(stream).receive();
    bed().activity().createFile();
    judge().equal(List.of(2L), stream.receive().sequences(), "events received by the duplicate");
    stream.stop();
  }

  @Test
  @Clause(Clauses.DEV_3)
  @Requires(Capability.PROCESSES)
  void dev3_duplicate_isTheSameSessionAndKeepsItOpen() {
    Session owner = session();
    Stream stream = owner.openStream();
    Session duplicate = owner.duplicate(bed().process(Account.SYSTEM));
    for (int i = 1; i < 8; i++) {
      duplicate.openStream();
    }
    owner.refused(
        NtStatus.INSUFFICIENT_RESOURCES, Requests.open(0, 0), "the ninth stream of a session");
    owner.close();
    bed().machine().quiesce();
    bed().activity().createFile();
    duplicate.same(stream).receive();
    judge().equal(8L, duplicate.activeStreams(), "active_streams while a duplicate is open");
  }

  private void denied(CallerProcess process, OpenRequest request, Account account) {
    OpenResult result = process.open(request);
    String what = "opening " + request.path() + " as " + account;
    judge().status(NtStatus.ACCESS_DENIED, result.status(), what);
    judge().that(result.handle() == null, what + " must give no handle", "a handle");
  }

  private static OpenRequest access(String path, int access) {
    return new OpenRequest(path, null, access, true);
  }
}
