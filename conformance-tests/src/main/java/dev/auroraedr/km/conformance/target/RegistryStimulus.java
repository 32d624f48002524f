package dev.auroraedr.km.conformance.target;

/**
 * The registry is used. Keys are full paths such as {@code \REGISTRY\MACHINE\...}; a key that an
 * operation works on is opened beforehand without asking any driver, and made if it is missing.
 */
public sealed interface RegistryStimulus extends Stimulus {
  /** Sets a registry value to so many zero bytes. */
  record SetValue(String key, String value, int type, int dataSize) implements RegistryStimulus {}

  /** Sets a registry value; {@code value} is empty for the default one. */
  record SetData(String key, String value, int type, byte[] data) implements RegistryStimulus {}

  /** Deletes a registry value. */
  record DeleteValue(String key, String value) implements RegistryStimulus {}

  /** Reads a registry value. */
  record QueryValue(String key, String value) implements RegistryStimulus {}

  /** Creates a registry key by its full path, or opens it; the result's id is the disposition. */
  record CreateKey(String key) implements RegistryStimulus {}

  /**
   * Creates a registry key or opens it; the result's id is the disposition.
   *
   * @param root key that the name is relative to; null if it begins with a backslash
   * @param name complete name, which may be empty with a root
   * @param access KEY_WOW64_32KEY, KEY_WOW64_64KEY or 0
   */
  record CreateAt(String root, String name, int access) implements RegistryStimulus {
    /** Disposition of a create that made the key. */
    public static final long REG_CREATED_NEW_KEY = 1;

    /** Disposition of a create that opened a key. */
    public static final long REG_OPENED_EXISTING_KEY = 2;
  }

  /** Opens a registry key by its full path. */
  record OpenKey(String key) implements RegistryStimulus {}

  /** Deletes a registry key. */
  record DeleteKey(String key) implements RegistryStimulus {}

  /** Renames a registry key's last component. */
  record RenameKey(String key, String newName) implements RegistryStimulus {}

  /** Writes a key to the disk. */
  record FlushKey(String key) implements RegistryStimulus {}

  /** Sets a key's security descriptor. */
  record SetKeySecurity(String key) implements RegistryStimulus {}

  /** Saves a key and all below to a hive file. */
  record SaveKey(String key, String file) implements RegistryStimulus {}

  /** Loads a hive file at a key that does not exist; a missing file is an empty hive. */
  record LoadKey(String key, String file) implements RegistryStimulus {}

  /** The same where the key's name is relative to an open key. */
  record LoadAt(String root, String name, String file) implements RegistryStimulus {}

  /** Unloads the hive that was loaded at a key. */
  record UnloadKey(String key) implements RegistryStimulus {}

  /** Puts a hive file's content in the place of what a key holds. */
  record RestoreKey(String key, String file) implements RegistryStimulus {}

  /** Lets another file back a hive from the next boot on. */
  record ReplaceKey(String key, String newFile, String oldFile) implements RegistryStimulus {}

  /**
   * One of the above by another than the shell.
   *
   * @param processId in whose thread it happens; 0 is the shell's
   * @param kernelMode whether a kernel component does it: previous mode KernelMode
   * @param stimulus what happens
   */
  record By(long processId, boolean kernelMode, RegistryStimulus stimulus)
      implements RegistryStimulus {
    /** In the name of a program. */
    public static By process(long processId, RegistryStimulus stimulus) {
      return new By(processId, false, stimulus);
    }

    /** By a kernel component in a thread of the shell. */
    public static By kernel(RegistryStimulus stimulus) {
      return new By(0, true, stimulus);
    }
  }
}
