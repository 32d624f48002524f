package dev.auroraedr.km.client.win32;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;

/**
 * The calls as JNA makes them. JNA keeps GetLastError per thread right after the native call, so
 * {@link Native#getLastError} is asked first thing after a failure; {@code LastErrorException} is
 * not used, as it also fires when a call succeeds and leaves an error code behind.
 */
final class JnaKernel32 implements Kernel32Calls {
  private static final int OPEN_EXISTING = 3;
  private static final int WAIT_FAILED = -1;

  /** Stands for a failure that left no code; 0 would read as success. ERROR_GEN_FAILURE. */
  private static final int UNTOLD_FAILURE = 31;

  @Override
  public Outcome createFile(String name, int access, int share, int flags) {
    Pointer handle =
        Kernel32Native.CreateFileW(
            new WString(name), access, share, null, OPEN_EXISTING, flags, null);
    return isInvalid(handle) ? new Outcome(null, lastError()) : new Outcome(handle, 0);
  }

  @Override
  public Outcome createIoCompletionPort(Pointer file, Pointer port, long key) {
    Pointer source = file == null ? invalidHandle() : file;
    return outcome(Kernel32Native.CreateIoCompletionPort(source, port, number(key), 0));
  }

  @Override
  public Outcome createEvent() {
    return outcome(Kernel32Native.CreateEventW(null, 1, 0, null));
  }

  @Override
  public int deviceIoControl(Pointer handle, int code, RequestMemory memory) {
    return error(
        Kernel32Native.DeviceIoControl(
            handle,
            code,
            memory.input(),
            memory.inputLength(),
            memory.output(),
            memory.outputLength(),
            null,
            memory.overlapped()));
  }

  @Override
  public int getQueuedCompletionStatusEx(Pointer port, PacketBlock packets, int timeoutMillis) {
    return error(
        Kernel32Native.GetQueuedCompletionStatusEx(
            port, packets.entries(), packets.wanted(), packets.removed(), timeoutMillis, 0));
  }

  @Override
  public int postQueuedCompletionStatus(Pointer port) {
    return error(Kernel32Native.PostQueuedCompletionStatus(port, 0, null, null));
  }

  @Override
  public int cancelIoEx(Pointer handle, Pointer overlapped) {
    return error(Kernel32Native.CancelIoEx(handle, overlapped));
  }

  @Override
  public int waitForSingleObject(Pointer handle) {
    return Kernel32Native.WaitForSingleObject(handle, INFINITE) == WAIT_FAILED ? lastError() : 0;
  }

  @Override
  public int closeHandle(Pointer handle) {
    return error(Kernel32Native.CloseHandle(handle));
  }

  private static Outcome outcome(Pointer handle) {
    return handle == null ? new Outcome(null, lastError()) : new Outcome(handle, 0);
  }

  private static int error(int succeeded) {
    return succeeded != 0 ? 0 : lastError();
  }

  private static int lastError() {
    int error = Native.getLastError();
    return error == 0 ? UNTOLD_FAILURE : error;
  }

  private static boolean isInvalid(Pointer handle) {
    return handle == null || handle.equals(invalidHandle());
  }

  private static Pointer invalidHandle() {
    return Pointer.createConstant(Native.POINTER_SIZE == 8 ? -1L : 0xFFFFFFFFL);
  }

  /** A ULONG_PTR: its low half only in a 32-bit process. */
  private static Pointer number(long value) {
    return value == 0 ? null : Pointer.createConstant(value);
  }
}
