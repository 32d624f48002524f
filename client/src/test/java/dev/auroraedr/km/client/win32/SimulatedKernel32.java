package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;
import dev.auroraedr.km.abi.ControlCode;
import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.client.codec.BatchBytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** kernel32 and a driver with one stream, as far as the client sees them; writes native memory. */
final class SimulatedKernel32 implements Kernel32Calls {
  private static final NativeLayout LAYOUT = NativeLayout.ofThisProcess();
  private static final String TOKEN = "0102030405064708890a0b0c0d0e0f10";

  private final Deque<Long> packets = new ArrayDeque<>();
  private final Deque<RequestMemory> pending = new ArrayDeque<>();
  private long sequence;
  private int openHandles;
  private int nextHandle = 4;

  synchronized int openHandles() {
    return openHandles;
  }

  synchronized int pendingReceives() {
    return pending.size();
  }

  /** One event for the oldest pending receive, which there must be. */
  synchronized void happen() {
    complete(
        pending.remove(), NtStatus.SUCCESS, BatchBytes.batch().event(++sequence, "a.exe").bytes());
  }

  private void complete(RequestMemory memory, int status, byte[] answer) {
    memory.output().write(0, answer, 0, answer.length);
    Win32DeviceHandleTest.write(memory, status, answer.length);
    packets.add(memory.address());
    notifyAll();
  }

  private Outcome handle() {
    openHandles++;
    nextHandle += 4;
    return new Outcome(Pointer.createConstant(nextHandle), 0);
  }

  @Override
  public synchronized Outcome createFile(String name, int access, int share, int flags) {
    return handle();
  }

  @Override
  public synchronized Outcome createIoCompletionPort(Pointer file, Pointer port, long key) {
    return file == null ? handle() : new Outcome(port, 0);
  }

  @Override
  public synchronized Outcome createEvent() {
    return handle();
  }

  @Override
  public synchronized int deviceIoControl(Pointer handle, int code, RequestMemory memory) {
    boolean receive = code == ControlCode.START_EVENT_STREAM && memory.input().getLong(8) != 0;
    if (receive) {
      pending.add(memory);
      return IO_PENDING;
    }
    String answer = "";
    if (code == ControlCode.START_EVENT_STREAM) {
      answer = "0100000000000400" + TOKEN + "00".repeat(8);
    } else if (code == ControlCode.STOP_EVENT_STREAM) {
      cancelIoEx(handle, null);
      answer = String.format("0100000000000000%02x%s", sequence, "00".repeat(15));
    }
    byte[] bytes = HexFormat.of().parseHex(answer);
    memory.output().write(0, bytes, 0, bytes.length);
    Win32DeviceHandleTest.write(memory, NtStatus.SUCCESS, bytes.length);
    return 0;
  }

  @Override
  public synchronized int getQueuedCompletionStatusEx(
      Pointer port, PacketBlock block, int timeoutMillis) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutMillis == 0 ? 0 : 20);
    while (packets.isEmpty() && deadline - System.nanoTime() > 0) {
      pause();
    }
    int count = Math.min(packets.size(), block.wanted());
    for (int i = 0; i < count; i++) {
      long entry = (long) i * LAYOUT.entrySize() + LAYOUT.entryOverlappedOffset();
      LAYOUT.writeAddress(block.entries(), entry, packets.remove());
    }
    block.removed().setInt(0, count);
    return count == 0 ? WAIT_TIMEOUT : 0;
  }

  private void pause() {
    try {
      wait(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in GetQueuedCompletionStatusEx", e);
    }
  }

  @Override
  public synchronized int postQueuedCompletionStatus(Pointer port) {
    packets.add(0L);
    notifyAll();
    return 0;
  }

  @Override
  public synchronized int cancelIoEx(Pointer handle, Pointer overlapped) {
    boolean none = pending.isEmpty();
    while (!pending.isEmpty()) {
      complete(pending.remove(), NtStatus.CANCELLED, new byte[0]);
    }
    return none ? 1168 : 0;
  }

  @Override
  public synchronized int waitForSingleObject(Pointer handle) {
    throw new IllegalStateException("no synchronous request pends in this simulation");
  }

  @Override
  public synchronized int closeHandle(Pointer handle) {
    openHandles--;
    return 0;
  }
}
