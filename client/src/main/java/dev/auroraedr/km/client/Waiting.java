package dev.auroraedr.km.client;

import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;

/** How a stream's reader waits for completion packets. */
public enum Waiting {
  /** The thread sleeps in the system until a packet arrives. */
  PARK {
    @Override
    int dequeue(CompletionPort port, OverlappedRequest[] into, long timeoutNanos) {
      return port.dequeue(into, timeoutNanos);
    }
  },
  /** The thread polls without pause: lowest latency, one processor fully used. */
  SPIN {
    @Override
    int dequeue(CompletionPort port, OverlappedRequest[] into, long timeoutNanos) {
      long start = System.nanoTime();
      while (true) {
        int count = port.dequeue(into, 0);
        if (count > 0 || port.isClosed() || System.nanoTime() - start >= timeoutNanos) {
          return count;
        }
        Thread.onSpinWait();
      }
    }
  };

  abstract int dequeue(CompletionPort port, OverlappedRequest[] into, long timeoutNanos);
}
