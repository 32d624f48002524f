package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.cm.KeyInformation;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.NotifyClass;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * Uses the registry in the name of threads; each method returns the caller's status. Values are not
 * kept, keys are. Thread-safe.
 */
public final class RegistryWorld {
  private final ConfigurationManager registry;
  private final ProcessManager processes;

  /** The registry of a machine. */
  public RegistryWorld(ConfigurationManager registry, ProcessManager processes) {
    this.registry = registry;
    this.processes = processes;
  }

  /**
   * NtSetValueKey.
   *
   * @param valueName empty for the default value
   * @param type REG_SZ and so on
   * @param dataSize bytes
   */
  public int setValue(KThread caller, KeyObject key, String valueName, int type, int dataSize) {
    KeyInformation information =
        new KeyInformation(key, UnicodeString.of(valueName), type, dataSize);
    return notify(caller, NotifyClass.PRE_SET_VALUE_KEY, information);
  }

  /** NtDeleteValueKey. */
  public int deleteValue(KThread caller, KeyObject key, String valueName) {
    return notify(
        caller,
        NotifyClass.PRE_DELETE_VALUE_KEY,
        new KeyInformation(key, UnicodeString.of(valueName), 0, 0));
  }

  /**
   * NtCreateKey: opens the key if it exists.
   *
   * @param root key that the name is relative to; null if the name begins with a backslash
   */
  public int createKey(KThread caller, KeyObject root, String name) {
    UnicodeString complete = UnicodeString.of(name);
    int status =
        notify(caller, NotifyClass.PRE_CREATE_KEY_EX, new KeyInformation(root, complete, 0, 0));
    if (status >= 0) {
      registry.keys().add(pathOf(root, name));
    }
    return status;
  }

  /** NtDeleteKey. */
  public int deleteKey(KThread caller, KeyObject key) {
    int status = notify(caller, NotifyClass.PRE_DELETE_KEY, new KeyInformation(key, null, 0, 0));
    if (status >= 0) {
      registry.keys().remove(key.path());
    }
    return status;
  }

  /** NtRenameKey: gives the last component another name. */
  public int renameKey(KThread caller, KeyObject key, String newName) {
    UnicodeString name = UnicodeString.of(newName);
    int status = notify(caller, NotifyClass.PRE_RENAME_KEY, new KeyInformation(key, name, 0, 0));
    if (status >= 0) {
      String old = key.path().toString();
      registry.keys().remove(key.path());
      registry.keys().add(UnicodeString.of(old.substring(0, old.lastIndexOf('\\') + 1) + newName));
    }
    return status;
  }

  /** Opens a key for the methods above, without asking the callbacks; makes it if need be. */
  public KeyObject key(String path) {
    KeyObject key = new KeyObject(UnicodeString.of(path));
    registry.keys().add(key.path());
    return key;
  }

  private static UnicodeString pathOf(KeyObject root, String name) {
    boolean absolute = name.startsWith("\\");
    return UnicodeString.of(absolute ? name : root.path().toString() + '\\' + name);
  }

  private int notify(KThread caller, int notifyClass, KeyInformation information) {
    int[] status = {NtStatus.SUCCESS};
    processes.runAs(caller, () -> status[0] = registry.notify(notifyClass, information));
    return status[0];
  }
}
