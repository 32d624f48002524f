package dev.auroraedr.km.conformance.broken;

import static dev.auroraedr.km.conformance.broken.Emulators.bytes;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.fixtures.Clauses;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Answers to control requests that are changed on their way out. */
final class BrokenBytes {
  private BrokenBytes() {}

  static List<BrokenTarget> all() {
    return List.of(
        answer(
                "error-with-output",
                "A request that fails writes the first byte of its output.",
                failed(end -> written(end, 0, 0)))
            .fails(Clauses.IOC_4, "must leave the output from offset 0 on untouched"),
        answer(
                "error-with-information",
                "A request that fails has Information 4.",
                failed(end -> new Completion(end.status(), 4, end.output())))
            .fails(Clauses.IOC_4, "must end with Information 0"),
        answer(
                "tail-cleared",
                "The output behind an answer is cleared.",
                served(end -> written(end, (int) end.information(), 0)))
            .fails(Clauses.IOC_5, "untouched"),
        answer(
                "information-one-too-large",
                "Information counts one byte too many.",
                served(end -> new Completion(end.status(), end.information() + 1, end.output())))
            .fails(Clauses.IOC_5, "must end with Information")
            .fails(Clauses.STR_4, "Information"),
        answer(
                "health-padding",
                "The three last bytes of a CallbackHealthReport are left as they were.",
                code(ControlCode.QUERY_CALLBACK_HEALTH, served(end -> written(end, 18, 0xCC))))
            .fails(Clauses.IOC_6, "CallbackHealthReport.zero"),
        answer(
                "stop-zero-field",
                "StopStreamResponse.zero holds old data.",
                code(ControlCode.STOP_EVENT_STREAM, served(end -> written(end, 4, 0xCC))))
            .fails(Clauses.IOC_6, "StopStreamResponse.zero"),
        answer(
                "opened-at-zero",
                "opened_at is left 0.",
                (asked, end) -> isOpen(asked, end) ? cleared(end, 24, 32) : end)
            .fails(Clauses.STR_1, "opened_at must be the time of the open"),
        answer(
                "narrow-callers",
                "A 32-bit process gets its batches without the dropped count.",
                (asked, end) ->
                    asked.caller() != null && asked.caller().wow64() ? written(end, 0, 7) : end)
            .fails(Clauses.IOC_11, "for a 32-bit process"),
        answer(
                "overlap-corrupts",
                "Where the buffers overlap the answer is written before the input is read.",
                (asked, end) -> asked.request().overlap() >= 0 ? refusedToken(end) : end)
            .fails(Clauses.IOC_12, "opening a stream must end with STATUS_SUCCESS"));
  }

  /** What becomes of the end of a request. */
  private interface Change {
    Completion apply(Asked asked, Completion end);
  }

  private static BrokenTarget answer(String name, String defect, Change change) {
    return bytes(
        name,
        defect,
        () ->
            new Tampering() {
              @Override
              public Completion completed(Asked asked, Completion completion) {
                return change.apply(asked, completion);
              }
            });
  }

  private static Change failed(UnaryOperator<Completion> change) {
    Set<Integer> left = Set.of(NtStatus.CANCELLED, NtStatus.SUCCESS);
    return (asked, end) -> left.contains(end.status()) ? end : change.apply(end);
  }

  private static Change served(UnaryOperator<Completion> change) {
    return (asked, end) ->
        end.status() == NtStatus.SUCCESS && end.information() > 0 ? change.apply(end) : end;
  }

  private static Change code(int code, Change change) {
    return (asked, end) -> asked.request().code() == code ? change.apply(asked, end) : end;
  }

  private static boolean isOpen(Asked asked, Completion end) {
    return asked.request().code() == ControlCode.START_EVENT_STREAM
        && end.status() == NtStatus.SUCCESS
        && end.information() == 32;
  }

  private static Completion written(Completion end, int offset, int value) {
    byte[] output = end.output().clone();
    if (offset < output.length) {
      output[offset] = (byte) value;
    }
    return new Completion(end.status(), end.information(), output);
  }

  private static Completion cleared(Completion end, int from, int to) {
    byte[] output = end.output().clone();
    java.util.Arrays.fill(output, from, Math.min(to, output.length), (byte) 0);
    return new Completion(end.status(), end.information(), output);
  }

  private static Completion refusedToken(Completion end) {
    return new Completion(NtStatus.NOT_FOUND, 0, end.output());
  }
}
