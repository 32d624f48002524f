package dev.auroraedr.km.emulator.flt;

/**
 * Outcome of FltIsDirectory, which may have to ask the file system.
 *
 * @param status STATUS_SUCCESS or the reason of failure
 * @param directory whether the file object is open for a directory; meaningless on failure
 */
public record DirectoryResult(int status, boolean directory) {
  static final DirectoryResult DIRECTORY = new DirectoryResult(0, true);
  static final DirectoryResult FILE = new DirectoryResult(0, false);
}
