package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.cm.ConfigurationManager;
import dev.auroraedr.km.emulator.cm.KeyObject;
import dev.auroraedr.km.emulator.cm.NtRegistry;
import dev.auroraedr.km.emulator.cm.OpenedKey;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.function.ToIntFunction;

/**
 * Uses the registry in the name of threads; each method returns the caller's status. Thread-safe.
 */
public final class RegistryWorld {
  private final ConfigurationManager registry;
  private final ProcessManager processes;

  /** The registry of a machine. */
  public RegistryWorld(ConfigurationManager registry, ProcessManager processes) {
    this.registry = registry;
    this.processes = processes;
  }

  /** NtSetValueKey with that many zero bytes of data. */
  public int setValue(KThread caller, KeyObject key, String valueName, int type, int dataSize) {
    return setValue(caller, key, valueName, type, new byte[dataSize]);
  }

  /**
   * NtSetValueKey.
   *
   * @param valueName empty for the default value
   * @param type REG_SZ and so on
   */
  public int setValue(KThread caller, KeyObject key, String valueName, int type, byte[] data) {
    UnicodeString name = UnicodeString.of(valueName);
    return as(caller, nt -> nt.setValue(key, name, type, data));
  }

  /** NtDeleteValueKey. */
  public int deleteValue(KThread caller, KeyObject key, String valueName) {
    UnicodeString name = UnicodeString.of(valueName);
    return as(caller, nt -> nt.deleteValue(key, name));
  }

  /**
   * NtCreateKey: opens the key if it exists.
   *
   * @param root key that the name is relative to; null if the name begins with a backslash
   */
  public int createKey(KThread caller, KeyObject root, String name) {
    return create(caller, root, name, 0).status();
  }

  /** NtCreateKey with access bits, of which those of WOW64 count. */
  public OpenedKey create(KThread caller, KeyObject root, String name, int access) {
    UnicodeString complete = UnicodeString.of(name);
    OpenedKey[] opened = new OpenedKey[1];
    processes.runAs(caller, () -> opened[0] = registry.nt().createKey(root, complete, access));
    return opened[0];
  }

  /** NtDeleteKey. */
  public int deleteKey(KThread caller, KeyObject key) {
    return as(caller, nt -> nt.deleteKey(key));
  }

  /** NtRenameKey: gives the last component another name. */
  public int renameKey(KThread caller, KeyObject key, String newName) {
    UnicodeString name = UnicodeString.of(newName);
    return as(caller, nt -> nt.renameKey(key, name));
  }

  /** Opens a key for the methods above, without asking the callbacks; makes it if need be. */
  public KeyObject key(String path) {
    return registry.content().key(path);
  }

  /** Calls any other system service in the name of a thread. */
  public int as(KThread caller, ToIntFunction<NtRegistry> service) {
    int[] status = new int[1];
    processes.runAs(caller, () -> status[0] = service.applyAsInt(registry.nt()));
    return status[0];
  }
}
