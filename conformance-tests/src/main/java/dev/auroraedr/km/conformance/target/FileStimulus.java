package dev.auroraedr.km.conformance.target;

/** Files and volumes are used. */
public sealed interface FileStimulus extends Stimulus {
  /**
   * Opens or creates a file through the file system stack and closes it unless told to keep it.
   *
   * @param path full NT path, such as {@code \Device\HarddiskVolume3\Windows\System32\a.exe}
   * @param desiredAccess access mask
   * @param options NtCreateFile's CreateOptions | disposition &lt;&lt; 24
   * @param keepOpen true: the result's id names the open file for the stimuli below
   */
  record CreateFile(String path, int desiredAccess, int options, boolean keepOpen)
      implements FileStimulus {
    /** An open for reading that is closed at once. */
    public static CreateFile open(String path) {
      return new CreateFile(path, 0x00120089, 0x01000060, false);
    }

    /** An open for writing that stays open. */
    public static CreateFile keep(String path) {
      return new CreateFile(path, 0x0012019F, 0x05000060, true);
    }
  }

  /** Writes to a file kept open. */
  record WriteFile(long file, long byteOffset, int length) implements FileStimulus {}

  /** Closes a file kept open: IRP_MJ_CLEANUP. */
  record CloseFile(long file) implements FileStimulus {}
}
