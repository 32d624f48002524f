package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.ps.CreationNames;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import dev.auroraedr.km.emulator.se.AccessMask;

/**
 * How a process is started, beyond what it is.
 *
 * @param commandLine CommandLine; may be null
 * @param imageFileName ImageFileName as the creator wrote it; may be null
 * @param fileOpenNameAvailable whether that is the name with which the file was opened; false where
 *     the system knows a part of it only
 * @param inheritHandles whether the parent's inheritable handles are copied
 * @param keepHandle whether the creator keeps its handle to the process open
 * @param processId id of an ended process that the system gives out again; 0 for the next one
 */
public record StartOptions(
    String commandLine,
    String imageFileName,
    boolean fileOpenNameAvailable,
    boolean inheritHandles,
    boolean keepHandle,
    int processId) {
  /** Rights that CreateProcess asks for. */
  static final int CREATOR_ACCESS = AccessMask.MAXIMUM_ALLOWED;

  /** A plain start; {@code imageFileName} is the name with which the file was opened. */
  public static StartOptions of(String commandLine, String imageFileName) {
    return new StartOptions(commandLine, imageFileName, true, false, false, 0);
  }

  CreationNames told() {
    return new CreationNames(text(imageFileName), fileOpenNameAvailable, text(commandLine));
  }

  private static UnicodeString text(String value) {
    return value == null ? null : UnicodeString.of(value);
  }
}
