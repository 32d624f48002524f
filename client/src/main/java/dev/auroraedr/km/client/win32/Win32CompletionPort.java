package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;
import dev.auroraedr.km.client.port.CompletionPort;
import dev.auroraedr.km.client.port.OverlappedRequest;
import java.util.concurrent.atomic.AtomicReference;

/** A completion port of the system. */
final class Win32CompletionPort implements CompletionPort {
  private static final int MAX_PACKETS = 64;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Win32System system;
  private final NativeHandle handle;
  private final AtomicReference<PacketBlock> spare = new AtomicReference<>();

  Win32CompletionPort(Win32System system, Pointer handle) {
    this.system = system;
    this.handle = new NativeHandle(system.calls(), handle);
  }

  @Override
  public boolean isClosed() {
    return handle.isClosed();
  }

  /** Binds a file; returns 0 or the Win32 error. */
  int bind(Pointer file, long key) {
    if (!handle.enter()) {
      return Kernel32Calls.INVALID_HANDLE;
    }
    try {
      return system.calls().createIoCompletionPort(file, handle.value(), key).error();
    } finally {
      handle.leave();
    }
  }

  @Override
  public int dequeue(OverlappedRequest[] into, long timeoutNanos) {
    if (!handle.enter()) {
      return 0;
    }
    PacketBlock block = borrow();
    try {
      return take(block.want(Math.min(into.length, block.capacity())), into, timeoutNanos);
    } finally {
      spare.set(block);
      passOnClose();
      handle.leave();
    }
  }

  /** One call can take the packets that were meant to wake others, so each wakes the next one. */
  private void passOnClose() {
    if (handle.isClosed() && handle.callers() > 0) {
      system.calls().postQueuedCompletionStatus(handle.value());
    }
  }

  @Override
  public void wake() {
    if (handle.enter()) {
      try {
        system.calls().postQueuedCompletionStatus(handle.value());
      } finally {
        handle.leave();
      }
    }
  }

  /** Waiting threads are woken first, as the handle is closed by the last one to leave. */
  @Override
  public void close() {
    if (handle.beginClose()) {
      for (int i = handle.callers(); i > 0; i--) {
        system.calls().postQueuedCompletionStatus(handle.value());
      }
      handle.leave();
    }
  }

  private int take(PacketBlock block, OverlappedRequest[] into, long timeoutNanos) {
    int error =
        system.calls().getQueuedCompletionStatusEx(handle.value(), block, millis(timeoutNanos));
    return switch (error) {
      case 0 -> fill(block, into);
      case Kernel32Calls.WAIT_TIMEOUT, Kernel32Calls.ABANDONED_WAIT, Kernel32Calls.INVALID_HANDLE ->
          0;
      default ->
          throw new IllegalStateException(
              "GetQueuedCompletionStatusEx failed: Win32 error " + error + "; report it");
    };
  }

  private int fill(PacketBlock block, OverlappedRequest[] into) {
    int count = block.count();
    for (int i = 0; i < count; i++) {
      long overlapped = block.overlapped(i);
      into[i] = overlapped == 0 ? null : system.inFlight().take(overlapped);
    }
    return count;
  }

  /** One block is kept for the usual single reader, so that dequeuing allocates nothing. */
  private PacketBlock borrow() {
    PacketBlock kept = spare.getAndSet(null);
    return kept != null ? kept : new PacketBlock(system.layout(), MAX_PACKETS);
  }

  /** Rounded up: a wait never ends early; INFINITE is the only value without limit. */
  private static int millis(long nanos) {
    if (nanos == FOREVER) {
      return Kernel32Calls.INFINITE;
    }
    long millis = Math.max(0, nanos) / NANOS_PER_MILLI;
    long rest = Math.max(0, nanos) % NANOS_PER_MILLI;
    return (int) Math.min(rest > 0 ? millis + 1 : millis, Integer.MAX_VALUE);
  }
}
