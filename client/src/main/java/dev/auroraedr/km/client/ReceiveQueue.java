package dev.auroraedr.km.client;

import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.StartStreamRequestLayout;
import dev.auroraedr.km.client.codec.StartStreamRequest;
import dev.auroraedr.km.client.port.DeviceHandle;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.nio.ByteBuffer;

/**
 * A stream's receives in the order of their submission. The driver serves pending receives first
 * come, first served (STR-6), so this is the order in which it built their batches. Packets may
 * arrive otherwise: two processors can complete two receives at the same moment, and several
 * threads may dequeue from one port. Not thread-safe; used under the stream's reader lock.
 */
final class ReceiveQueue {
  private final DeviceHandle handle;
  private final OverlappedRequest[] ring;
  private final boolean[] done;
  private final int receiveBytes;
  private int head;
  private int outstanding;
  private int inFlight;

  ReceiveQueue(StreamLink link, StreamOptions options) {
    handle = link.session().handle();
    receiveBytes = options.receiveBytes();
    ring = new OverlappedRequest[options.receives()];
    done = new boolean[options.receives()];
    ByteBuffer request = StartStreamRequest.receive(link.opened().token()).encode();
    for (int i = 0; i < ring.length; i++) {
      ring[i] = handle.newRequest(StartStreamRequestLayout.SIZE, receiveBytes);
      ring[i].input().put(0, request, 0, StartStreamRequestLayout.SIZE);
    }
  }

  int capacity() {
    return ring.length;
  }

  /** Receives that are submitted and not yet recycled, whether their packet came or not. */
  int outstanding() {
    return outstanding;
  }

  /** Receives whose packet has not come: their buffers belong to the system. */
  int inFlight() {
    return inFlight;
  }

  /** Submits one more; returns 0 or the Win32 error, after which no packet comes (IOC-10). */
  int submit() {
    int slot = (head + outstanding) % ring.length;
    done[slot] = false;
    int error =
        handle.submit(
            ring[slot],
            ControlCode.START_EVENT_STREAM,
            StartStreamRequestLayout.SIZE,
            receiveBytes);
    if (error == 0) {
      outstanding++;
      inFlight++;
    }
    return error;
  }

  /** Notes that a request's packet was dequeued. */
  void completed(OverlappedRequest request) {
    for (int i = 0; i < outstanding; i++) {
      int slot = (head + i) % ring.length;
      if (ring[slot] == request && !done[slot]) {
        done[slot] = true;
        inFlight--;
        return;
      }
    }
    throw new IllegalStateException("a packet came for a request that this stream did not submit");
  }

  /** The oldest receive if its packet has come, else null. */
  OverlappedRequest completedHead() {
    return outstanding > 0 && done[head] ? ring[head] : null;
  }

  /** Makes the oldest receive free to be submitted again. */
  void recycleHead() {
    head = (head + 1) % ring.length;
    outstanding--;
  }

  /** Frees all buffers; none may be in flight. */
  void free() {
    for (OverlappedRequest request : ring) {
      request.close();
    }
  }
}
