package dev.auroraedr.km.conformance.target;

/**
 * An operation on the machine that driver callbacks see. Plain data, so that a sequence can be
 * stored and replayed. Names are NT names and may hold any UTF-16 unit.
 */
public sealed interface Stimulus {
  /**
   * Opens or creates a file through the file system stack and closes it unless told to keep it.
   *
   * @param path full NT path, such as {@code \Device\HarddiskVolume3\Windows\System32\a.exe}
   * @param desiredAccess access mask
   * @param options NtCreateFile's CreateOptions | disposition &lt;&lt; 24
   * @param keepOpen true: the result's id names the open file for the stimuli below
   */
  record CreateFile(String path, int desiredAccess, int options, boolean keepOpen)
      implements Stimulus {
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
  record WriteFile(long file, long byteOffset, int length) implements Stimulus {}

  /** Closes a file kept open: IRP_MJ_CLEANUP. */
  record CloseFile(long file) implements Stimulus {}

  /** Starts a process; the result's id is its process id. */
  record StartProcess(String imagePath, String commandLine) implements Stimulus {}

  /** Ends a process started by a stimulus. */
  record ExitProcess(long processId) implements Stimulus {}

  /** Sets a registry value below an existing or made key. */
  record SetValue(String key, String value, int type, int dataSize) implements Stimulus {}

  /** Deletes a registry value. */
  record DeleteValue(String key, String value) implements Stimulus {}

  /** Creates a registry key. */
  record CreateKey(String key) implements Stimulus {}

  /** Deletes a registry key. */
  record DeleteKey(String key) implements Stimulus {}

  /** Renames a registry key's last component. */
  record RenameKey(String key, String newName) implements Stimulus {}

  /** Opens a process with an access mask from an untrusted process; the id is the granted mask. */
  record OpenProcess(long processId, int desiredAccess) implements Stimulus {}
}
