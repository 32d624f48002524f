package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ex.NonPagedPool;
import dev.auroraedr.km.emulator.ex.PoolBlock;

/**
 * How a request's buffers reach the driver and come back (facts 1.2, 1.3). For METHOD_BUFFERED the
 * driver gets a private copy of max(input, output) bytes of which only the input is written.
 */
final class RequestBuffers {
  private static final String TAG = "Io  ";
  private static final int VERIFY_REQUIRED = 0x80000016;
  private static final long LARGEST = Integer.MAX_VALUE;

  private final NonPagedPool pool;

  RequestBuffers(NonPagedPool pool) {
    this.pool = pool;
  }

  /**
   * What is checked before the handle is looked at: the output's pages are touched. ProbeForRead
   * checks addresses only; unreadable input is found when it is copied.
   */
  static int probe(IoRequest request, int method) {
    boolean writes = method == TransferMethod.BUFFERED && !request.output().isNull();
    return writes && !request.output().covers(request.outputLength())
        ? NtStatus.ACCESS_VIOLATION
        : NtStatus.SUCCESS;
  }

  /** Gives the IRP lengths and buffer of its request. */
  int attach(Irp irp, IoRequest request) {
    setLengths(irp, request);
    switch (irp.parameters.method()) {
      case TransferMethod.BUFFERED:
        long size = Math.max(irp.inputLength, irp.outputLength);
        irp.copiesOutput = !request.output().isNull();
        return size == 0 ? NtStatus.SUCCESS : copyInput(irp, request, size);
      case TransferMethod.NEITHER:
        return NtStatus.SUCCESS;
      default:
        return attachDirect(irp, request);
    }
  }

  /** A NULL pointer of a user's makes the length 0; a kernel caller's lengths stay as told. */
  private static void setLengths(Irp irp, IoRequest request) {
    int method = irp.parameters.method();
    boolean user = irp.parameters.user();
    boolean noInput = user && method != TransferMethod.NEITHER && request.input().isNull();
    boolean noOutput = user && method == TransferMethod.BUFFERED && request.output().isNull();
    irp.inputLength = noInput ? 0 : request.inputLength();
    irp.outputLength = noOutput ? 0 : request.outputLength();
  }

  /** METHOD_x_DIRECT: input in a system buffer, the output's pages locked for the driver. */
  private int attachDirect(Irp irp, IoRequest request) {
    if (!request.output().isNull() && !request.output().covers(irp.outputLength)) {
      return NtStatus.ACCESS_VIOLATION;
    }
    return irp.inputLength == 0 ? NtStatus.SUCCESS : copyInput(irp, request, irp.inputLength);
  }

  private int copyInput(Irp irp, IoRequest request, long size) {
    boolean user = irp.parameters.user();
    if (user && !irp.thread.process().chargeQuota(size)) {
      return NtStatus.QUOTA_EXCEEDED;
    }
    PoolBlock block =
        size > LARGEST ? null : pool.allocateForSystem((int) size, TAG, "ExAllocatePoolWithQuota");
    if (block == null) {
      uncharge(irp, size);
      return NtStatus.INSUFFICIENT_RESOURCES;
    }
    irp.systemBuffer = block;
    if (irp.inputLength == 0 || request.input().isNull()) {
      return NtStatus.SUCCESS;
    }
    if (!request.input().covers(irp.inputLength)) {
      free(irp);
      return NtStatus.ACCESS_VIOLATION;
    }
    request.input().copyOut(block.bytes(), (int) irp.inputLength);
    return NtStatus.SUCCESS;
  }

  private static void uncharge(Irp irp, long size) {
    if (irp.parameters.user()) {
      irp.thread.process().returnQuota(size);
    }
  }

  /** Copies the answer, if its status allows (facts 1.3), and frees the buffer. */
  void deliver(Irp irp, IoRequest request) {
    PoolBlock block = irp.systemBuffer;
    if (block == null) {
      return;
    }
    int status = irp.finalStatus();
    if (irp.copiesOutput && status >>> 30 != 3 && status != VERIFY_REQUIRED) {
      request.output().copyIn(block.bytes(), (int) irp.finalInformation());
    }
    free(irp);
  }

  /** Frees the buffer without copying. */
  void free(Irp irp) {
    PoolBlock block = irp.systemBuffer;
    if (block != null) {
      irp.systemBuffer = null;
      int size = block.size();
      pool.freeForSystem(block);
      uncharge(irp, size);
    }
  }
}
