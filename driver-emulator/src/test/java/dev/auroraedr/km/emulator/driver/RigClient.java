package dev.auroraedr.km.emulator.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.EmulatedMachine;
import dev.auroraedr.km.emulator.io.IoRequest;
import dev.auroraedr.km.emulator.io.OpenParameters;
import dev.auroraedr.km.emulator.io.OpenResult;
import dev.auroraedr.km.emulator.io.UserSpan;
import dev.auroraedr.km.emulator.ps.KThread;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One handle to the device, used as a process would. */
final class RigClient implements AutoCloseable {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);

  private final EmulatedMachine machine;
  private final KThread thread;
  private final long handle;

  RigClient(EmulatedMachine machine, KThread thread) {
    this.machine = machine;
    this.thread = thread;
    OpenResult[] opened = new OpenResult[1];
    run(
        () ->
            opened[0] =
                machine
                    .nt()
                    .createFile(OpenParameters.overlapped("\\??\\AuroraEDRKM", 0xC0000000)));
    assertThat(opened[0].status()).isZero();
    handle = opened[0].handle();
  }

  /** A request and what became of it. */
  final class Call {
    final IoRequest request = new IoRequest();
    final byte[] output;
    int returned;

    private Call(int code, byte[] input, int outputLength) {
      output = new byte[outputLength];
      Arrays.fill(output, (byte) 0xA5);
      request.input(UserSpan.of(input), input.length).output(UserSpan.of(output), outputLength);
      run(() -> returned = machine.nt().deviceIoControlFile(handle, request, code));
    }

    boolean ended() {
      return returned != NtStatus.PENDING || request.ended();
    }

    /** Final status, waiting for it. */
    int status() {
      if (returned != NtStatus.PENDING) {
        return returned;
      }
      assertThat(request.awaitEnd(DEADLINE)).isTrue();
      return request.finalStatus();
    }

    void cancel() {
      run(() -> machine.nt().cancelIoFileEx(handle, request));
    }

    int u32(int at) {
      return LittleEndian.u32(output, at);
    }

    long u64(int at) {
      return u32(at) & 0xFFFFFFFFL | (long) u32(at + 4) << 32;
    }
  }

  private void run(Runnable action) {
    machine.ps().runAs(thread, action);
  }

  Call control(int code, byte[] input, int outputLength) {
    return new Call(code, input, outputLength);
  }

  Call start(int mask, int queueBytes) {
    return control(ControlCode.START_EVENT_STREAM, Requests.open(mask, queueBytes), 32);
  }

  Token open(int mask, int queueBytes) {
    Call call = start(mask, queueBytes);
    assertThat(call.status()).isZero();
    return Token.read(call.output, 8);
  }

  Call receive(Token token) {
    return receive(token, 65536);
  }

  Call receive(Token token, int outputLength) {
    return control(ControlCode.START_EVENT_STREAM, Requests.receive(token), outputLength);
  }

  Call stop(Token token) {
    return control(ControlCode.STOP_EVENT_STREAM, Requests.stop(token), 24);
  }

  void cancelAll() {
    run(() -> machine.nt().cancelIoFileEx(handle, null));
  }

  @Override
  public void close() {
    run(() -> machine.nt().close(handle));
  }
}
