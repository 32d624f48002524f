package dev.auroraedr.km.conformance.target.emulator;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.conformance.target.Completion;
import dev.auroraedr.km.conformance.target.ControlRequest;
import dev.auroraedr.km.conformance.target.Submission;
import dev.auroraedr.km.conformance.target.TargetTimeoutException;
import dev.auroraedr.km.emulator.io.IoRequest;
import dev.auroraedr.km.emulator.io.ParkedCall;
import dev.auroraedr.km.emulator.io.UserSpan;
import java.time.Duration;
import java.util.Arrays;

/** A request with the caller's memory behind it. */
final class Request implements Submission {
  private final IoRequest request = new IoRequest();
  private final byte[] output;
  private final int outputAt;
  private final int outputSize;
  private final boolean seesStatusBlock;
  private volatile int returned = NtStatus.PENDING;

  /** {@code kernel}: the caller sees the IRP's status block after a synchronous error too. */
  Request(ControlRequest control, boolean kernel) {
    byte[] input = control.input();
    boolean overlaps = control.overlap() >= 0 && input != null && control.outputCapacity() >= 0;
    outputSize = Math.max(0, control.outputCapacity());
    outputAt = overlaps ? control.overlap() : 0;
    output = new byte[Math.max(overlaps ? input.length : 0, outputAt + outputSize)];
    Arrays.fill(output, ControlRequest.FILL);
    byte[] inputMemory = input;
    if (overlaps) {
      System.arraycopy(input, 0, output, 0, input.length);
      inputMemory = output;
    }
    UserSpan in = input == null ? UserSpan.NULL : UserSpan.of(inputMemory, 0, input.length);
    UserSpan out =
        control.outputCapacity() < 0 ? UserSpan.NULL : UserSpan.of(output, outputAt, outputSize);
    request.input(in, control.inputLength()).output(out, control.outputLength()).owner(this);
    seesStatusBlock = kernel;
  }

  IoRequest io() {
    return request;
  }

  Request returning(int status) {
    returned = status;
    return this;
  }

  @Override
  public int returned() {
    return returned;
  }

  @Override
  public boolean ended() {
    if (returned != NtStatus.PENDING) {
      return true;
    }
    ParkedCall parked = request.parkedCall();
    return request.ended() && (parked == null || parked.isDone());
  }

  @Override
  public Completion await(Duration limit) {
    if (!ended()) {
      awaitEnd(limit.toNanos());
    }
    return completion();
  }

  private void awaitEnd(long nanos) {
    ParkedCall parked = request.parkedCall();
    boolean ended = request.awaitEnd(nanos);
    if (ended && parked != null) {
      ended = parked.await(nanos) != NtStatus.PENDING;
    }
    if (!ended) {
      throw new TargetTimeoutException(
          "a request that must end has not ended after " + nanos / 1_000_000 + " ms");
    }
  }

  /** How it ended; on a bound handle the output is there once the packet was dequeued. */
  Completion completion() {
    boolean told = returned >>> 30 != 3 || seesStatusBlock;
    int status = returned == NtStatus.PENDING ? request.finalStatus() : returned;
    long information = told ? request.finalInformation() : 0;
    return new Completion(
        status, information, Arrays.copyOfRange(output, outputAt, outputAt + outputSize));
  }
}
