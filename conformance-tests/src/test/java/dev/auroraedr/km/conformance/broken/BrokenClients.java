package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.broken.BrokenTarget.Level;
import dev.auroraedr.km.emulator.driver.AuroraDriver;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/**
 * Clients that are broken where they touch the system. The client's own classes have no seam for
 * tests; a client on a port that lies is one that misreads the system, and looks the same.
 */
final class BrokenClients {
  private BrokenClients() {}

  static List<BrokenTarget> all() {
    return List.of(
        client(
                "limit-reads-as-access-denied",
                "The client takes STATUS_INSUFFICIENT_RESOURCES for STATUS_ACCESS_DENIED.",
                PortDefect.LIMIT_IS_ACCESS_DENIED)
            .fails(Clauses.CLI_1, "the 65th stream must throw ResourcesExhaustedException"),
        client(
                "missing-driver-reads-as-access-denied",
                "The client takes a driver that is not loaded for one that it may not open.",
                PortDefect.MISSING_IS_ACCESS_DENIED)
            .fails(Clauses.CLI_1, "a connection without driver must throw DriverNotFoundException"),
        client("losses-hidden", "The client reports no loss.", PortDefect.LOSSES_HIDDEN)
            .fails(Clauses.CLI_2, "the stream's statistics"),
        client(
                "one-handle-for-all-streams",
                "All streams of the client share one handle.",
                PortDefect.ONE_HANDLE)
            .fails(Clauses.CLI_3, "CreateIoCompletionPort"));
  }

  private static BrokenTarget client(String name, String defect, PortDefect port) {
    Tampering tampering =
        new Tampering() {
          @Override
          public String clientDevice(String device) {
            return BrokenPortProvider.SCHEME + ":" + port + "/" + device;
          }
        };
    return BrokenTarget.of(
        name,
        defect,
        Level.PORT,
        () -> new TamperedTarget(Emulators.emulator(new AuroraDriver()), () -> tampering));
  }

  /** Statuses that the ports below confuse. */
  static int confused(PortDefect defect, int status) {
    boolean limit =
        defect == PortDefect.LIMIT_IS_ACCESS_DENIED && status == NtStatus.INSUFFICIENT_RESOURCES;
    boolean missing =
        defect == PortDefect.MISSING_IS_ACCESS_DENIED && status == NtStatus.OBJECT_NAME_NOT_FOUND;
    return limit || missing ? NtStatus.ACCESS_DENIED : status;
  }
}
