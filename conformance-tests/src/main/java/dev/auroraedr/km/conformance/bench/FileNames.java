package dev.auroraedr.km.conformance.bench;

/** Names of monitored files (FIL-1). */
final class FileNames {
  /** A volume whose name is short enough for monitored names of 64 bytes. */
  static final String VOLUME = "\\Device\\V";

  private static final String DIRECTORY = VOLUME + "\\System32\\";
  private static final String EXTENSION = ".exe";

  private FileNames() {}

  /**
   * A monitored name.
   *
   * @param bytes its length in bytes of UTF-16, even, at least 50
   */
  static String ofBytes(int bytes) {
    int fill = bytes / Character.BYTES - DIRECTORY.length() - EXTENSION.length();
    return DIRECTORY + "a".repeat(fill) + EXTENSION;
  }
}
