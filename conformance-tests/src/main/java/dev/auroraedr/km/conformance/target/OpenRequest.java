package dev.auroraedr.km.conformance.target;

/**
 * An open as NtCreateFile takes it.
 *
 * @param path NT path, such as {@code \??\AuroraEDRKM} or {@code \Device\AuroraEDRKM\x}; with a
 *     root, relative to it
 * @param root handle that the path is relative to, or null
 * @param desiredAccess access mask
 * @param overlapped false: FILE_SYNCHRONOUS_IO_NONALERT; needs SYNCHRONOUS_HANDLES
 */
public record OpenRequest(String path, TargetHandle root, int desiredAccess, boolean overlapped) {
  /** The device's link. */
  public static final String DEVICE = "\\??\\AuroraEDRKM";

  /** GENERIC_READ | GENERIC_WRITE. */
  public static final int READ_WRITE = 0xC0000000;

  /** The usual open: overlapped, read and write. */
  public static OpenRequest device() {
    return new OpenRequest(DEVICE, null, READ_WRITE, true);
  }

  /** An overlapped open of another path. */
  public static OpenRequest path(String path) {
    return new OpenRequest(path, null, READ_WRITE, true);
  }

  /** The usual open, but for synchronous I/O. */
  public static OpenRequest synchronous() {
    return new OpenRequest(DEVICE, null, READ_WRITE, false);
  }
}
