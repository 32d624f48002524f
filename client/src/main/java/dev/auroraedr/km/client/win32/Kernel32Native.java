package dev.auroraedr.km.client.win32;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;
import java.util.Map;

/**
 * Direct mapping of kernel32.dll; loads only on Windows. BOOL and DWORD are {@code int}; what has
 * the pointer's size is a {@link Pointer}, so that it is right in 32-bit processes too.
 */
final class Kernel32Native {
  static {
    // 32-bit kernel32 functions are stdcall; elsewhere JNA ignores the convention.
    Map<String, Object> options =
        Map.of(Library.OPTION_CALLING_CONVENTION, StdCallLibrary.STDCALL_CONVENTION);
    Native.register(Kernel32Native.class, NativeLibrary.getInstance("kernel32", options));
  }

  private Kernel32Native() {}

  static native Pointer CreateFileW(
      WString name,
      int access,
      int share,
      Pointer security,
      int disposition,
      int flags,
      Pointer template);

  static native Pointer CreateIoCompletionPort(
      Pointer file, Pointer port, Pointer key, int threads);

  static native Pointer CreateEventW(
      Pointer security, int manualReset, int initialState, Pointer name);

  static native int DeviceIoControl(
      Pointer handle,
      int code,
      Pointer input,
      int inputLength,
      Pointer output,
      int outputLength,
      Pointer bytesReturned,
      Pointer overlapped);

  static native int GetQueuedCompletionStatusEx(
      Pointer port, Pointer entries, int count, Pointer removed, int timeout, int alertable);

  static native int PostQueuedCompletionStatus(
      Pointer port, int bytes, Pointer key, Pointer overlapped);

  static native int CancelIoEx(Pointer handle, Pointer overlapped);

  static native int WaitForSingleObject(Pointer handle, int timeout);

  static native int CloseHandle(Pointer handle);
}
