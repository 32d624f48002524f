package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * The system services for whole hives, in the calling emulated thread. A hive file is a name under
 * which keys and values are kept; privileges are not looked at. Thread-safe.
 */
public final class NtHives {
  private final RegistryTree tree;
  private final HiveFiles files;
  private final RegistryCallbacks callbacks;

  NtHives(RegistryTree tree, RegistryCallbacks callbacks) {
    this.tree = tree;
    this.files = new HiveFiles(tree);
    this.callbacks = callbacks;
  }

  /**
   * NtLoadKey: mounts a hive right below MACHINE, USER or A; a file that does not exist is a new
   * and empty hive.
   *
   * @param root key that the name is relative to; null if the name begins with a backslash
   */
  public int load(KeyObject root, UnicodeString name, UnicodeString file) {
    KeyObject start = root == null ? tree.rootObject() : root;
    int veto = callbacks.notify(NotifyClass.PRE_LOAD_KEY, KeyInformation.of(start, name));
    if (veto != NtStatus.SUCCESS) {
      return ended(veto);
    }
    String path = root == null ? name.toString() : root.path() + "\\" + name;
    return files.load(path, file.toString());
  }

  /** NtUnloadKey: of the key at which a hive was loaded. */
  public int unload(KeyObject key) {
    int veto = ask(NotifyClass.PRE_UNLOAD_KEY, key);
    return veto == NtStatus.SUCCESS ? files.unload(key.node()) : ended(veto);
  }

  /** NtRestoreKey: the file's content takes the place of what the key holds. */
  public int restore(KeyObject key, UnicodeString file) {
    int veto = ask(NotifyClass.PRE_RESTORE_KEY, key);
    return veto == NtStatus.SUCCESS ? files.restore(key.node(), file.toString()) : ended(veto);
  }

  /** NtReplaceKey: from the next boot on another file backs the hive; the old one is kept. */
  public int replace(KeyObject key, UnicodeString newFile, UnicodeString oldFile) {
    int veto = ask(NotifyClass.PRE_REPLACE_KEY, key);
    return veto == NtStatus.SUCCESS
        ? files.replace(key.node(), newFile.toString(), oldFile.toString())
        : ended(veto);
  }

  /** NtSaveKey. */
  public int save(KeyObject key, UnicodeString file) {
    int veto = ask(NotifyClass.PRE_SAVE_KEY, key);
    return veto == NtStatus.SUCCESS ? files.save(key.node(), file.toString()) : ended(veto);
  }

  private int ask(int notifyClass, KeyObject key) {
    return callbacks.notify(notifyClass, KeyInformation.of(key, null));
  }

  private static int ended(int veto) {
    return veto == NtStatus.CALLBACK_BYPASS ? NtStatus.SUCCESS : veto;
  }
}
