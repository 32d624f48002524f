package dev.auroraedr.km.emulator.io;

import dev.auroraedr.km.emulator.ke.Verifier;
import dev.auroraedr.km.emulator.ob.KObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An I/O completion port: packets first in first out, waiting threads last in first out (facts
 * 1.6). A packet is the request itself, linked through a field of its own, so posting allocates
 * nothing and takes no lock: producers swap the tail, one consumer at a time walks the head. Status
 * block and output of a request are written when its packet is dequeued. Thread-safe.
 */
public final class CompletionQueue extends KObject {
  private final Verifier verifier;
  private final PacketDelivery delivery;
  private final IoRequest stub = new IoRequest();
  private final AtomicReference<IoRequest> tail = new AtomicReference<>(stub);
  private final AtomicInteger depth = new AtomicInteger();
  private final ReentrantLock consumer = new ReentrantLock();
  private final WaiterStack waiters = new WaiterStack();
  private final Runnable wakeAll = waiters::wakeAll;
  private IoRequest head = stub;
  private volatile boolean closed;

  /** Writes status block and output of a request at the moment its packet leaves the queue. */
  interface PacketDelivery {
    /** Delivers one request and gives it back to its owner. */
    void deliver(IoRequest request);

    /** Gives up a request whose packet nobody will take. */
    void discard(IoRequest request);
  }

  CompletionQueue(Verifier verifier, PacketDelivery delivery) {
    this.verifier = verifier;
    this.delivery = delivery;
    verifier.onCrash(wakeAll);
  }

  /** Queues a packet; from here on the request belongs to who dequeues it. */
  void post(IoRequest request) {
    push(request);
    depth.incrementAndGet();
    if (closed) {
      discardAll();
    } else {
      waiters.wakeOne();
    }
  }

  private void push(IoRequest request) {
    request.nextPacket = null;
    tail.getAndSet(request).nextPacket = request;
  }

  /**
   * PostQueuedCompletionStatus without an OVERLAPPED: a packet that {@link #remove} gives as null.
   */
  public void postEmpty() {
    IoRequest wake = new IoRequest();
    wake.owner(stub);
    post(wake);
  }

  /** Packets that wait. */
  public int depth() {
    return depth.get();
  }

  /** Whether its last handle is closed. */
  public boolean closed() {
    return closed;
  }

  /**
   * NtRemoveIoCompletionEx.
   *
   * @param into receives requests in the order of their packets; null for an empty packet
   * @param timeoutNanos 0 polls, {@link Long#MAX_VALUE} waits without limit
   * @return number of entries written; 0 after a time-out or once the port is closed
   */
  public int remove(IoRequest[] into, long timeoutNanos) {
    int taken = poll(into);
    if (taken > 0 || timeoutNanos == 0) {
      return taken;
    }
    long deadline = timeoutNanos == Long.MAX_VALUE ? 0 : System.nanoTime() + timeoutNanos;
    WaiterStack.Waiter waiter = waiters.waiterOfCaller();
    while (!closed) {
      waiters.push(waiter);
      taken = depth.get() > 0 ? poll(into) : 0;
      if (taken > 0 || closed || verifier.crash() != null) {
        waiters.cancel(waiter);
        break;
      }
      boolean inTime = waiter.park(timeoutNanos != Long.MAX_VALUE, deadline);
      waiters.cancel(waiter);
      taken = poll(into);
      if (taken > 0 || !inTime) {
        break;
      }
    }
    verifier.requireRunning();
    return taken;
  }

  private int poll(IoRequest[] into) {
    verifier.requireRunning();
    if (depth.get() == 0) {
      return 0;
    }
    int taken = 0;
    consumer.lock();
    try {
      while (taken < into.length) {
        IoRequest request = pop();
        if (request == null) {
          break;
        }
        into[taken++] = request;
      }
    } finally {
      consumer.unlock();
    }
    return handOver(into, taken);
  }

  private int handOver(IoRequest[] into, int taken) {
    for (int i = 0; i < taken; i++) {
      depth.decrementAndGet();
      if (into[i].owner() == stub) {
        into[i] = null;
      } else {
        delivery.deliver(into[i]);
      }
    }
    if (taken > 0 && depth.get() > 0) {
      waiters.wakeOne();
    }
    return taken;
  }

  /**
   * Takes the oldest packet, or null. The stub keeps the list from running empty, so that a taken
   * request is never looked at again. A producer between its two steps is waited for: it has no
   * lock and is about to finish.
   */
  private IoRequest pop() {
    IoRequest first = head;
    IoRequest next = first.nextPacket;
    if (first == stub) {
      if (next == null) {
        return null;
      }
      head = next;
      first = next;
      next = first.nextPacket;
    }
    if (next == null) {
      if (first == tail.get()) {
        push(stub);
      }
      next = awaitLink(first);
    }
    head = next;
    return first;
  }

  private static IoRequest awaitLink(IoRequest request) {
    IoRequest next = request.nextPacket;
    while (next == null) {
      Thread.onSpinWait();
      next = request.nextPacket;
    }
    return next;
  }

  @Override
  protected void lastHandleClosed() {
    closed = true;
    verifier.forgetOnCrash(wakeAll);
    wakeAll.run();
    discardAll();
  }

  private void discardAll() {
    consumer.lock();
    try {
      for (IoRequest request = pop(); request != null; request = pop()) {
        depth.decrementAndGet();
        if (request.owner() != stub) {
          delivery.discard(request);
        }
      }
    } finally {
      consumer.unlock();
    }
  }

  @Override
  protected void deleted() {
    // Its packets went with the last handle.
  }

  @Override
  protected void overDereferenced() {
    throw verifier.violation("completion port dereferenced too often");
  }
}
