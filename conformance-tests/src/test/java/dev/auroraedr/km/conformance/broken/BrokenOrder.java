package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.DriverParts;
import dev.auroraedr.km.emulator.driver.DriverServices;
import dev.auroraedr.km.emulator.driver.RawRequest;
import dev.auroraedr.km.emulator.driver.RequestChecks;
import dev.auroraedr.km.emulator.driver.RequestVerdict;
import dev.auroraedr.km.emulator.driver.Session;
import dev.auroraedr.km.emulator.driver.StreamRequests;
import dev.auroraedr.km.emulator.driver.Token;
import dev.auroraedr.km.emulator.io.Irp;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that make the checks of IOC-3 in another order: each two neighbours swapped. */
final class BrokenOrder {
  private BrokenOrder() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver(
                "length-before-code",
                "The input length is checked before the code.",
                Parts.checks(LengthFirst::new))
            .fails(Clauses.IOC_3, "must end with STATUS_INVALID_DEVICE_REQUEST"),
        driver(
                "output-before-input",
                "The output length is checked before the input length.",
                Parts.checks(OutputFirst::new))
            .fails(Clauses.IOC_3, "must end with STATUS_INFO_LENGTH_MISMATCH"),
        driver(
                "version-before-output",
                "abi_version is checked before the output length.",
                Parts.checks(VersionFirst::new))
            .fails(Clauses.IOC_3, "must end with STATUS_BUFFER_TOO_SMALL"),
        driver(
                "fields-before-version",
                "Flags and ranges are checked before abi_version.",
                Parts.checks(FieldsFirst::new))
            .fails(Clauses.IOC_3, "must end with STATUS_REVISION_MISMATCH"),
        driver(
                "token-before-fields",
                "A receive's token is looked up before its mask is checked.",
                new FieldsLate())
            .fails(Clauses.IOC_3, "must end with STATUS_INVALID_PARAMETER"),
        driver(
                "limits-before-fields",
                "The limits of streams are checked before the mask of an open.",
                new FieldsLate())
            .fails(Clauses.IOC_3, "the ninth open with "));
  }

  private static int first(int... statuses) {
    for (int status : statuses) {
      if (status != NtStatus.SUCCESS) {
        return status;
      }
    }
    return NtStatus.SUCCESS;
  }

  private static final class LengthFirst extends RequestChecks {
    @Override
    protected int firstFailure(RawRequest request) {
      return first(checkInputLength(request), super.firstFailure(request));
    }
  }

  private static final class OutputFirst extends RequestChecks {
    @Override
    protected int firstFailure(RawRequest request) {
      boolean readable = checkCode(request) == NtStatus.SUCCESS && request.inputLength() >= 24;
      return first(readable ? checkOutputLength(request) : 0, super.firstFailure(request));
    }
  }

  private static final class VersionFirst extends RequestChecks {
    @Override
    protected int firstFailure(RawRequest request) {
      return first(
          checkCode(request),
          checkInputLength(request),
          first(checkCode(request), checkInputLength(request)) == 0 ? checkVersion(request) : 0,
          super.firstFailure(request));
    }
  }

  private static final class FieldsFirst extends RequestChecks {
    @Override
    protected int checkVersion(RawRequest request) {
      return first(checkFields(request), super.checkVersion(request));
    }
  }

  /** Checks a START's fields where the token and the limits have been looked at. */
  private static final class FieldsLate implements DriverParts {
    @Override
    public RequestChecks requestChecks() {
      return new RequestChecks() {
        @Override
        protected int checkFields(RawRequest request) {
          boolean start = request.code() == ControlCode.START_EVENT_STREAM;
          return start ? NtStatus.SUCCESS : super.checkFields(request);
        }
      };
    }

    @Override
    public StreamRequests streamRequests(DriverServices services) {
      return new LateRequests(services);
    }
  }

  private static final class LateRequests extends StreamRequests {
    private final DriverServices services;
    private final RequestChecks checks = new RequestChecks();

    LateRequests(DriverServices services) {
      super(services);
      this.services = services;
    }

    @Override
    public int open(Irp irp, Session session, RequestVerdict request) {
      int full = services.streams().reserve(session, 16_384);
      if (full == 0) {
        services.streams().release(session, 16_384);
      }
      int wrong = judge(irp);
      return first(full, wrong) == 0 ? super.open(irp, session, request) : first(full, wrong);
    }

    @Override
    public int receive(Irp irp, Session session, Token token) {
      int unknown = services.streams().find(session, token).status();
      int wrong = judge(irp);
      return first(unknown, wrong) == 0
          ? super.receive(irp, session, token)
          : first(unknown, wrong);
    }

    private int judge(Irp irp) {
      return checks
          .parse(
              new RawRequest(
                  irp.ioControlCode(),
                  irp.systemBuffer().bytes(),
                  irp.inputLength(),
                  irp.outputLength()))
          .status();
    }
  }
}
