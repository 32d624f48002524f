package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ob.EventObject;

/**
 * What the I/O manager does with a completed IRP (facts 1.3, 1.6): copy, status block, events,
 * packet. On a bound handle copy and status block wait until the packet is dequeued.
 */
final class RequestEnd implements CompletionQueue.PacketDelivery {
  /** FILE_SKIP_COMPLETION_PORT_ON_SUCCESS. */
  static final int SKIP_PACKET_ON_SUCCESS = 1;

  /** FILE_SKIP_SET_EVENT_ON_HANDLE. */
  static final int SKIP_EVENT_ON_HANDLE = 2;

  private final RequestBuffers buffers;

  RequestEnd(RequestBuffers buffers) {
    this.buffers = buffers;
  }

  /**
   * Ends a request.
   *
   * @param pended whether the caller was told STATUS_PENDING; else a synchronous error is told by
   *     the call alone
   */
  void end(Irp irp, boolean pended) {
    IoRequest request = irp.request;
    FileObject file = irp.file;
    int status = irp.finalStatus();
    boolean told = pended || status >>> 30 != 3;
    boolean reusable = !irp.dispatching;
    if (irp.linked && file.unlink(irp)) {
      reusable = false;
    }
    CompletionBinding binding = told ? packetOf(irp, file, request, pended) : null;
    if (binding == null) {
      finishNow(irp, told);
    }
    signal(request, file, told);
    if (request != null) {
      finishRequest(irp, binding, reusable, pended);
    }
    if (file != null) {
      file.dereference();
    }
  }

  private static CompletionBinding packetOf(
      Irp irp, FileObject file, IoRequest request, boolean pended) {
    boolean none =
        file == null
            || request == null
            || !request.postsPacket()
            || file.binding() == null
            || !irp.parameters.user();
    if (none) {
      return null;
    }
    boolean skip =
        !pended
            && irp.finalStatus() >= NtStatus.SUCCESS
            && (file.notificationModes() & SKIP_PACKET_ON_SUCCESS) != 0;
    return skip ? null : file.binding();
  }

  private void finishNow(Irp irp, boolean told) {
    IoRequest request = irp.request;
    if (request == null) {
      buffers.free(irp);
      return;
    }
    buffers.deliver(irp, request);
    if (told) {
      request.writeStatusBlock(irp.finalStatus(), irp.finalInformation());
    }
  }

  private static void signal(IoRequest request, FileObject file, boolean told) {
    EventObject event = request == null ? null : request.event;
    if (event != null) {
      request.event = null;
      if (told) {
        event.event().set();
      }
      event.dereference();
    }
    if (told && file != null && (file.notificationModes() & SKIP_EVENT_ON_HANDLE) == 0) {
      file.event().set();
    }
  }

  private static void finishRequest(
      Irp irp, CompletionBinding binding, boolean reusable, boolean pended) {
    IoRequest request = irp.request;
    ParkedCall parked = request.parked;
    int status = irp.finalStatus();
    long information = irp.finalInformation();
    if (binding != null) {
      request.irp = irp;
      request.reusable = reusable;
      request.key = binding.key();
      request.end(status, information);
      binding.queue().post(request);
      return;
    }
    FileObject file = irp.file;
    request.irp = reusable && irp.parameters.user() ? irp : null;
    request.release();
    request.end(status, information);
    if (pended && parked != null) {
      parked.finish(status);
      file.synchronousLock().release();
    }
  }

  @Override
  public void deliver(IoRequest request) {
    Irp irp = request.irp;
    buffers.deliver(irp, request);
    request.writeStatusBlock(irp.finalStatus(), irp.finalInformation());
    giveBack(request);
  }

  @Override
  public void discard(IoRequest request) {
    buffers.free(request.irp);
    giveBack(request);
  }

  private static void giveBack(IoRequest request) {
    if (!request.reusable) {
      request.irp = null;
    }
    request.release();
  }
}
