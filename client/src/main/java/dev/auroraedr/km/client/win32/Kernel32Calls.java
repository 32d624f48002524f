package dev.auroraedr.km.client.win32;

import com.sun.jna.Pointer;

/**
 * The calls of kernel32.dll that the port makes. Each returns the error of GetLastError as it stood
 * within the same call, 0 for success. Thread-safe.
 */
interface Kernel32Calls {
  /** GetLastError of an overlapped request that pended: ERROR_IO_PENDING. */
  int IO_PENDING = 997;

  /** GetQueuedCompletionStatusEx found nothing in time: WAIT_TIMEOUT. */
  int WAIT_TIMEOUT = 258;

  /** The completion port was closed while waiting: ERROR_ABANDONED_WAIT_0. */
  int ABANDONED_WAIT = 735;

  /** No such handle: ERROR_INVALID_HANDLE. */
  int INVALID_HANDLE = 6;

  /** As a time-out: no limit. */
  int INFINITE = -1;

  /**
   * A new handle or an error.
   *
   * @param handle the handle; null after an error
   * @param error 0, or what GetLastError gave
   */
  record Outcome(Pointer handle, int error) {}

  /** CreateFileW with OPEN_EXISTING, no security attributes, no template. */
  Outcome createFile(String name, int access, int share, int flags);

  /** CreateIoCompletionPort: makes a port (both null), or binds a file to one. */
  Outcome createIoCompletionPort(Pointer file, Pointer port, long key);

  /** CreateEventW: manual reset, not signalled, no name. */
  Outcome createEvent();

  /** DeviceIoControl with the OVERLAPPED and buffers of this memory. */
  int deviceIoControl(Pointer handle, int code, RequestMemory memory);

  /** GetQueuedCompletionStatusEx, not alertable; fills the block and its count. */
  int getQueuedCompletionStatusEx(Pointer port, PacketBlock packets, int timeoutMillis);

  /** PostQueuedCompletionStatus without OVERLAPPED. */
  int postQueuedCompletionStatus(Pointer port);

  /** CancelIoEx; a null OVERLAPPED cancels all of the handle. */
  int cancelIoEx(Pointer handle, Pointer overlapped);

  /** WaitForSingleObject without limit. */
  int waitForSingleObject(Pointer handle);

  /** CloseHandle. */
  int closeHandle(Pointer handle);
}
