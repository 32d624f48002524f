package dev.auroraedr.km.client.win32;

import java.util.Arrays;

/**
 * Requests that belong to the system, by the address of their OVERLAPPED. What is in here stays
 * reachable, so its memory is not freed under the system's hands, even if handle, port and stream
 * are long forgotten. Thread-safe.
 */
final class InFlight {
  /** Of the whole process: memory that the kernel may write to outlives every Java owner. */
  static final InFlight OF_PROCESS = new InFlight();

  private long[] addresses = new long[64];
  private Win32Request[] requests = new Win32Request[64];
  private RequestMemory[] pinned = new RequestMemory[0];
  private int count;

  synchronized void add(Win32Request request) {
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, count * 2);
      requests = Arrays.copyOf(requests, count * 2);
    }
    addresses[count] = request.memory().address();
    requests[count++] = request;
  }

  /**
   * Takes the request whose packet was dequeued.
   *
   * @throws IllegalStateException if no such request was submitted
   */
  synchronized Win32Request take(long address) {
    int index = indexOf(address);
    if (index < 0) {
      throw new IllegalStateException(
          "a completion packet came for an unknown OVERLAPPED at 0x" + Long.toHexString(address));
    }
    Win32Request request = requests[index];
    remove(index);
    request.leaveSystem();
    return request;
  }

  /**
   * Takes back a request whose call failed at once, unless a packet follows all the same: after a
   * warning the status is written, after an error it never is. If another thread has dequeued that
   * packet already, the submission is no longer the current one.
   *
   * @return whether it was taken back, so that no packet follows
   */
  synchronized boolean withdraw(Win32Request request, long submission) {
    int index = indexOf(request.memory().address());
    if (index < 0
        || request.submission() != submission
        || request.memory().status() != NativeLayout.PENDING) {
      return false;
    }
    remove(index);
    request.leaveSystem();
    return true;
  }

  /** Keeps memory for good whose request could not be waited for. */
  synchronized void pin(RequestMemory memory) {
    pinned = Arrays.copyOf(pinned, pinned.length + 1);
    pinned[pinned.length - 1] = memory;
  }

  synchronized int pinnedCount() {
    return pinned.length;
  }

  synchronized int count() {
    return count;
  }

  private int indexOf(long address) {
    for (int i = 0; i < count; i++) {
      if (addresses[i] == address) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int index) {
    count--;
    addresses[index] = addresses[count];
    requests[index] = requests[count];
    requests[count] = null;
  }
}
