package dev.auroraedr.km.conformance.suite.client;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.abi.Win32Error;
import dev.auroraedr.km.client.DeviceUnavailableException;
import dev.auroraedr.km.client.DriverAccessDeniedException;
import dev.auroraedr.km.client.DriverCallException;
import dev.auroraedr.km.client.DriverConnection;
import dev.auroraedr.km.client.DriverException;
import dev.auroraedr.km.client.DriverGoneException;
import dev.auroraedr.km.client.DriverNotFoundException;
import dev.auroraedr.km.client.EventStream;
import dev.auroraedr.km.client.RequestRejectedException;
import dev.auroraedr.km.client.ResourcesExhaustedException;
import dev.auroraedr.km.client.RevisionMismatchException;
import dev.auroraedr.km.client.StreamClosedException;
import dev.auroraedr.km.client.StreamNotFoundException;
import dev.auroraedr.km.client.StreamOptions;
import dev.auroraedr.km.conformance.clause.Clause;
import dev.auroraedr.km.conformance.clause.Requires;
import dev.auroraedr.km.conformance.target.Capability;
import dev.auroraedr.km.fixtures.Clauses;
import dev.auroraedr.km.fixtures.StatusTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** CLI-1: failures as typed exceptions that say call, status and cause. */
@Requires(Capability.CLIENT)
class ClientFailureClausesTest extends ClientTest {
  private static final Map<Integer, Class<? extends DriverException>> OF_STATUS =
      Map.ofEntries(
          Map.entry(NtStatus.ACCESS_DENIED, DriverAccessDeniedException.class),
          Map.entry(NtStatus.OBJECT_NAME_NOT_FOUND, DriverNotFoundException.class),
          Map.entry(NtStatus.DELETE_PENDING, DriverGoneException.class),
          Map.entry(NtStatus.FILE_CLOSED, DriverGoneException.class),
          Map.entry(NtStatus.INFO_LENGTH_MISMATCH, RequestRejectedException.class),
          Map.entry(NtStatus.BUFFER_TOO_SMALL, RequestRejectedException.class),
          Map.entry(NtStatus.INVALID_PARAMETER, RequestRejectedException.class),
          Map.entry(NtStatus.INVALID_DEVICE_REQUEST, RequestRejectedException.class),
          Map.entry(NtStatus.REVISION_MISMATCH, RevisionMismatchException.class),
          Map.entry(NtStatus.NOT_FOUND, StreamNotFoundException.class),
          Map.entry(NtStatus.INSUFFICIENT_RESOURCES, ResourcesExhaustedException.class),
          Map.entry(NtStatus.UNSUCCESSFUL, DriverCallException.class));

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_everyStatus_hasItsException() throws DriverException {
    for (var expected : OF_STATUS.entrySet()) {
      int status = expected.getKey();
      FailingPort port = new FailingPort(status, OptionalInt.of(status));
      try (DriverConnection connection = DriverConnection.open(port)) {
        DriverException e =
            fails(
                expected.getValue(),
                connection::queryCallbackHealth,
                "a query that ends with " + StatusTable.describeStatus(status));
        judge().equal(OptionalInt.of(status), e.ntStatus(), "the exception's NTSTATUS");
        judge().equal(StatusTable.toWin32(status), e.win32Error(), "the exception's Win32 error");
        says(e, "QUERY_CALLBACK_HEALTH", StatusTable.describeStatus(status));
      }
    }
  }

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_everyWin32Error_hasItsException() throws DriverException {
    for (var expected : OF_STATUS.entrySet()) {
      int error = StatusTable.toWin32(expected.getKey());
      if (error == Win32Error.ERROR_ACCESS_DENIED || error == Win32Error.ERROR_FILE_NOT_FOUND) {
        continue;
      }
      FailingPort port = new FailingPort(expected.getKey(), OptionalInt.empty());
      try (DriverConnection connection = DriverConnection.open(port)) {
        DriverException e =
            fails(
                expected.getValue(),
                connection::queryMinifilterStatus,
                "a query that ends with " + StatusTable.describeError(error));
        judge().equal(OptionalInt.empty(), e.ntStatus(), "an NTSTATUS that nobody told");
        judge().equal(error, e.win32Error(), "the exception's Win32 error");
        says(e, "QUERY_MINIFILTER_STATUS", StatusTable.describeError(error));
      }
    }
  }

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_driverNotLoaded_isTold() {
    String device = device(bareBed());
    DriverException e =
        fails(
            DriverNotFoundException.class,
            () -> DriverConnection.open(device).close(),
            "a connection without driver");
    says(e, "driver is not loaded", "load the driver");
  }

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_unknownScheme_isTold() {
    DriverException e =
        fails(
            DeviceUnavailableException.class,
            () -> DriverConnection.open("nosuchscheme:x").close(),
            "a device of an unknown scheme");
    says(e, "nosuchscheme");
  }

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_driversLimit_isTold() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      List<EventStream> streams = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        streams.add(connection.startEventStream(StreamOptions.defaults().withQueueBytes(16_384)));
      }
      DriverException e =
          fails(
              ResourcesExhaustedException.class,
              () -> connection.startEventStream(StreamOptions.defaults()),
              "the 65th stream");
      says(e, "START_EVENT_STREAM", "limit of the driver");
      streams.get(0).close();
      connection.startEventStream(StreamOptions.defaults()).close();
    }
  }

  @Test
  @Clause(Clauses.CLI_1)
  void cli1_streamStoppedTwice_isTold() throws DriverException {
    try (DriverConnection connection = connect(bed())) {
      EventStream stream = connection.startEventStream(StreamOptions.defaults());
      stream.stop();
      says(fails(StreamClosedException.class, stream::stop, "a second stop"), "STOPPED");
    }
  }

  private void says(DriverException e, String... parts) {
    for (String part : parts) {
      judge().that(e.getMessage().contains(part), "the message must say " + part, e.getMessage());
    }
  }
}
