package dev.auroraedr.km.conformance.target;

/** The registry is used. */
public sealed interface RegistryStimulus extends Stimulus {
  /** Sets a registry value below an existing or made key. */
  record SetValue(String key, String value, int type, int dataSize) implements RegistryStimulus {}

  /** Deletes a registry value. */
  record DeleteValue(String key, String value) implements RegistryStimulus {}

  /** Creates a registry key. */
  record CreateKey(String key) implements RegistryStimulus {}

  /** Deletes a registry key. */
  record DeleteKey(String key) implements RegistryStimulus {}

  /** Renames a registry key's last component. */
  record RenameKey(String key, String newName) implements RegistryStimulus {}
}
