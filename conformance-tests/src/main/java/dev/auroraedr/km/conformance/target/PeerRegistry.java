package dev.auroraedr.km.conformance.target;

/** Registry callbacks of the second driver, and the registry as a kernel component uses it. */
public interface PeerRegistry {
  /** Registers a registry callback that does nothing at that altitude; returns the status. */
  int occupy(String altitude);

  /**
   * Registers a registry callback that notes what it sees.
   *
   * @param altitude where it stands; null for CmRegisterCallback, above all altitudes
   * @param verdict what it answers to each notification
   */
  PeerRegistryCallback watch(String altitude, int verdict);

  /** Makes a key and all above it that are missing, from kernel mode; returns the status. */
  int createKey(String key);

  /** Sets a value from kernel mode; the key is made if it is missing. Returns the status. */
  int setValue(String key, String value, int type, byte[] data);

  /** Deletes a value from kernel mode; returns the status. */
  int deleteValue(String key, String value);

  /** Deletes a key from kernel mode; returns the status. */
  int deleteKey(String key);

  /** A value as a kernel component reads it; null if it or its key is missing. */
  RegistryValue value(String key, String value);

  /** Whether a kernel component can open a key. */
  boolean exists(String key);

  /**
   * A value.
   *
   * @param type REG_SZ and so on
   * @param data its bytes
   */
  record RegistryValue(int type, byte[] data) {}
}
