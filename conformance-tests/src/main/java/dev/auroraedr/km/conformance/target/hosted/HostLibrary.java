package dev.auroraedr.km.conformance.target.hosted;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;

/**
 * The C functions of {@code driver/host/src/ffi}. One library a process: it stays until the process
 * ends. Thread-safe; a reply belongs to the thread that called.
 */
final class HostLibrary {
  /** The operation was performed. */
  static final int DONE = 0;

  /** The machine has stopped with a bug check. */
  static final int STOPPED = 1;

  private static Path loaded;

  private HostLibrary() {}

  /**
   * Loads the library.
   *
   * @throws IllegalStateException if another file was loaded as the library before
   */
  static synchronized void load(Path file) {
    if (loaded == null) {
      Native.register(HostLibrary.class, NativeLibrary.getInstance(file.toString()));
      loaded = file;
    } else if (!loaded.equals(file)) {
      throw new IllegalStateException(loaded + " is loaded already, so " + file + " can't be");
    }
  }

  /** Boots a machine from that many bytes of JSON; 0 with the reason as reply. */
  static native long edrkm_boot(Pointer profile, long bytes, long seed, int options);

  /** Forgets a machine. */
  static native void edrkm_close(long machine);

  /** Performs an operation; {@link #DONE}, {@link #STOPPED}, or else the reason is the reply. */
  static native int edrkm_call(long machine, int operation, Pointer message, long bytes);

  /** Address of this thread's reply. */
  static native Pointer edrkm_reply();

  /** Bytes of this thread's reply. */
  static native long edrkm_reply_bytes();
}
