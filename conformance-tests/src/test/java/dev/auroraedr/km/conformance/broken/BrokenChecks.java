package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.driver;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.EventMask;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.driver.RawRequest;
import dev.auroraedr.km.emulator.driver.RequestChecks;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;

/** Drivers that judge requests wrongly, each request by itself. */
final class BrokenChecks {
  private BrokenChecks() {}

  static List<BrokenTarget> all() {
    return List.of(
        driver("stop-unknown", "STOP's code is not served.", Parts.checks(NoStop::new))
            .fails(Clauses.IOC_1, "STOP must end with STATUS_SUCCESS"),
        driver(
                "unknown-code-is-a-parameter",
                "An unknown code is refused with STATUS_INVALID_PARAMETER.",
                Parts.checks(OtherRefusal::new))
            .fails(Clauses.IOC_2, "must end with STATUS_INVALID_DEVICE_REQUEST"),
        driver(
                "access-bits-late",
                "A code's access bits are looked at after all checks only.",
                Parts.checks(() -> new MaskedCode(0xC000)))
            .fails(Clauses.IOC_2, "must end with STATUS_INVALID_DEVICE_REQUEST"),
        driver(
                "method-bits-late",
                "A code's two method bits are looked at after all checks only.",
                Parts.checks(() -> new MaskedCode(1)))
            .fails(Clauses.IOC_9, "must end with STATUS_INVALID_DEVICE_REQUEST"),
        driver(
                "input-at-least",
                "Input that is longer than the structure is taken.",
                Parts.checks(LongInput::new))
            .fails(Clauses.IOC_3, "must end with STATUS_INFO_LENGTH_MISMATCH"),
        driver(
                "receive-output-unchecked",
                "A receive may have less than 4,096 bytes of output.",
                Parts.checks(ShortReceive::new))
            .fails(Clauses.IOC_3, "output bytes must end with STATUS_BUFFER_TOO_SMALL"),
        driver(
                "masks-unchecked",
                "Bits of event_mask beyond the seven are ignored.",
                Parts.checks(AnyMask::new))
            .fails(Clauses.IOC_3, "event_mask")
            .fails(Clauses.STR_1, "event_mask with bit"),
        driver(
                "range-after-rounding",
                "queue_bytes is rounded up before its range is checked.",
                Parts.checks(RoundsFirst::new))
            .fails(Clauses.IOC_3, "an open with queue_bytes")
            .fails(Clauses.STR_1, "an open with queue_bytes"),
        driver(
                "query-with-nothing-only",
                "A query with a QueryRequest is refused.",
                Parts.checks(BareQueries::new))
            .fails(Clauses.IOC_7, "query with QueryRequest must end with STATUS_SUCCESS"),
        driver(
                "query-with-half-a-request",
                "A query takes the first 4 bytes of a QueryRequest alone.",
                Parts.checks(HalfQueries::new))
            .fails(Clauses.IOC_7, "with 4 input bytes"),
        driver(
                "stop-wants-output",
                "STOP without room for its answer is refused.",
                Parts.checks(StopNeedsRoom::new))
            .fails(Clauses.IOC_12, "STOP with a NULL output of 24 bytes"));
  }

  private static final class NoStop extends RequestChecks {
    @Override
    protected int checkCode(RawRequest request) {
      return request.code() == ControlCode.STOP_EVENT_STREAM
          ? NtStatus.INVALID_DEVICE_REQUEST
          : super.checkCode(request);
    }
  }

  private static final class OtherRefusal extends RequestChecks {
    @Override
    protected int checkCode(RawRequest request) {
      boolean known = super.checkCode(request) == NtStatus.SUCCESS;
      return known ? NtStatus.SUCCESS : NtStatus.INVALID_PARAMETER;
    }
  }

  private static final class MaskedCode extends RequestChecks {
    private final int ignored;

    MaskedCode(int ignored) {
      this.ignored = ignored;
    }

    @Override
    protected int firstFailure(RawRequest request) {
      int code = request.code() & ~ignored;
      RawRequest masked =
          new RawRequest(code, request.buffer(), request.inputLength(), request.outputLength());
      int status = super.firstFailure(masked);
      boolean wrong = status == NtStatus.SUCCESS && code != request.code();
      return wrong ? NtStatus.NOT_SUPPORTED : status;
    }
  }

  private static final class LongInput extends RequestChecks {
    @Override
    protected int checkInputLength(RawRequest request) {
      boolean start = request.code() == ControlCode.START_EVENT_STREAM;
      return start && request.inputLength() > 32
          ? NtStatus.SUCCESS
          : super.checkInputLength(request);
    }
  }

  private static final class ShortReceive extends RequestChecks {
    @Override
    protected int checkOutputLength(RawRequest request) {
      boolean start = request.code() == ControlCode.START_EVENT_STREAM;
      return start && request.outputLength() >= 32
          ? NtStatus.SUCCESS
          : super.checkOutputLength(request);
    }
  }

  private static final class AnyMask extends RequestChecks {
    @Override
    protected boolean isValidMask(int mask) {
      return mask == 0 || (mask & EventMask.ALL) != 0 || mask < 0;
    }
  }

  private static final class RoundsFirst extends RequestChecks {
    @Override
    protected boolean isValidQueueSize(int queueBytes) {
      return super.isValidQueueSize((queueBytes + 4095) & -4096);
    }
  }

  private static final class BareQueries extends RequestChecks {
    @Override
    protected int checkInputLength(RawRequest request) {
      return request.inputLength() == 8
          ? NtStatus.INFO_LENGTH_MISMATCH
          : super.checkInputLength(request);
    }
  }

  private static final class HalfQueries extends RequestChecks {
    @Override
    protected int firstFailure(RawRequest request) {
      boolean query =
          request.code() == ControlCode.QUERY_CALLBACK_HEALTH
              || request.code() == ControlCode.QUERY_MINIFILTER_STATUS;
      return query && request.inputLength() == 4 ? NtStatus.SUCCESS : super.firstFailure(request);
    }
  }

  private static final class StopNeedsRoom extends RequestChecks {
    @Override
    protected int checkOutputLength(RawRequest request) {
      return request.outputLength() == 0
          ? NtStatus.BUFFER_TOO_SMALL
          : super.checkOutputLength(request);
    }
  }
}
