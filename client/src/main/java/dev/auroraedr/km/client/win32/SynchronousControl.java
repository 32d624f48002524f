package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;
import dev.auroraedr.km.client.port.ControlResult;
import dev.auroraedr.km.fixtures.StatusTable;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * Performs a request on an overlapped handle and waits for it with an event of its own. The event's
 * low bit keeps the packet from the handle's completion port, if it has one (Microsoft:
 * GetQueuedCompletionStatus, remarks). The handle itself is not waited on: any request signals it.
 */
final class SynchronousControl {
  private final Kernel32Calls calls;
  private final NativeLayout layout;
  private final InFlight inFlight;

  SynchronousControl(Kernel32Calls calls, NativeLayout layout, InFlight inFlight) {
    this.calls = calls;
    this.layout = layout;
    this.inFlight = inFlight;
  }

  ControlResult perform(Pointer handle, int code, ByteBuffer input, ByteBuffer output) {
    Kernel32Calls.Outcome event = calls.createEvent();
    if (event.error() != 0) {
      return failed(event.error());
    }
    RequestMemory memory = prepared(event.handle(), input, output.remaining());
    int error = calls.deviceIoControl(handle, code, memory);
    if (error == Kernel32Calls.IO_PENDING) {
      int waited = calls.waitForSingleObject(event.handle());
      if (waited != 0) {
        // The system still owns event and memory: neither may ever be freed.
        inFlight.pin(memory);
        return failed(waited);
      }
      error = StatusTable.isSuccess(memory.status()) ? 0 : StatusTable.toWin32(memory.status());
    }
    try {
      return result(error, memory, output);
    } finally {
      memory.free();
      calls.closeHandle(event.handle());
    }
  }

  private RequestMemory prepared(Pointer event, ByteBuffer input, int outputLength) {
    RequestMemory memory = new RequestMemory(layout, input.remaining(), outputLength);
    memory.inputBytes().put(0, input, input.position(), input.remaining());
    memory.prepare(input.remaining(), outputLength);
    memory.suppressPacket(event);
    return memory;
  }

  /** After a synchronous error the status was never written, so it is not known. */
  private static ControlResult result(int error, RequestMemory memory, ByteBuffer output) {
    int status = memory.status();
    if (status == NativeLayout.PENDING) {
      return failed(error);
    }
    int length = StatusTable.isError(status) ? 0 : memory.information();
    if (length > 0) {
      // A broken driver may claim more than there is; who reads the answer judges that.
      output.put(memory.outputBytes().slice(0, Math.min(length, output.remaining())));
    }
    return new ControlResult(error, OptionalInt.of(status), length);
  }

  private static ControlResult failed(int error) {
    return new ControlResult(error, OptionalInt.empty(), 0);
  }
}
