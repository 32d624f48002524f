package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.NotModelledException;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/**
 * The registry's system services on open keys, in the calling emulated thread: first the callbacks
 * are asked, then the tree is changed. Access rights and privileges are not looked at. Thread-safe.
 */
public final class NtRegistry {
  private static final int MAX_REPARSES = 63;

  private final RegistryTree tree;
  private final RegistryCallbacks callbacks;
  private final ProcessManager processes;

  NtRegistry(RegistryTree tree, RegistryCallbacks callbacks, ProcessManager processes) {
    this.tree = tree;
    this.callbacks = callbacks;
    this.processes = processes;
  }

  /**
   * NtOpenKeyEx.
   *
   * @param root key that the name is relative to; null if the name begins with a backslash
   * @param access only KEY_WOW64_32KEY and KEY_WOW64_64KEY count
   */
  public OpenedKey openKey(KeyObject root, UnicodeString name, int access) {
    return openKey(root, name, access, 0);
  }

  /** The same with OBJ_ attributes, of which {@link KeyInformation#OBJ_OPENLINK} is modelled. */
  public OpenedKey openKey(KeyObject root, UnicodeString name, int access, int attributes) {
    return parse(NotifyClass.PRE_OPEN_KEY_EX, root, name, access, attributes);
  }

  /** NtCreateKey: opens the key if it exists, makes it if only its last component is missing. */
  public OpenedKey createKey(KeyObject root, UnicodeString name, int access) {
    return createKey(root, name, access, 0);
  }

  /** The same with OBJ_ attributes, of which {@link KeyInformation#OBJ_OPENLINK} is modelled. */
  public OpenedKey createKey(KeyObject root, UnicodeString name, int access, int attributes) {
    return parse(NotifyClass.PRE_CREATE_KEY_EX, root, name, access, attributes);
  }

  /**
   * Each time that the way leads over a link or into the other view of WOW64 it begins anew with
   * the name that it leads to, and the callbacks are asked anew.
   */
  private OpenedKey parse(
      int notifyClass, KeyObject root, UnicodeString name, int access, int attributes) {
    int flags = wow64Flags(access);
    KeyObject from = root;
    UnicodeString complete = name;
    for (int i = 0; i < MAX_REPARSES; i++) {
      boolean absolute = complete.units() > 0 && complete.unit(0) == '\\';
      int status = start(from, complete, absolute);
      if (status == NtStatus.SUCCESS) {
        KeyObject start = absolute ? tree.rootObject() : from;
        status = ask(notifyClass, KeyInformation.ofCreate(start, complete, flags, attributes));
      }
      if (status != NtStatus.SUCCESS) {
        return refused(status);
      }
      boolean create = notifyClass == NotifyClass.PRE_CREATE_KEY_EX;
      RegistryTree.Walk walk = new RegistryTree.Walk(create, flags, opensLink(attributes));
      Parse parse = step(absolute ? null : from, complete, walk);
      if (parse.status() != NtStatus.REPARSE) {
        return opened(parse);
      }
      from = null;
      complete = UnicodeString.of(parse.reparse());
    }
    return new OpenedKey(NtStatus.OBJECT_NAME_INVALID, null, false);
  }

  /** What the object manager says before the registry is asked at all. */
  private static int start(KeyObject root, UnicodeString name, boolean absolute) {
    if (absolute && root != null || !absolute && root == null) {
      return NtStatus.OBJECT_PATH_SYNTAX_BAD;
    }
    boolean elsewhere = absolute && !RegistryTree.isRegistryName(name.toString());
    return elsewhere ? NtStatus.OBJECT_NAME_NOT_FOUND : NtStatus.SUCCESS;
  }

  private static boolean opensLink(int attributes) {
    return (attributes & KeyInformation.OBJ_OPENLINK) != 0;
  }

  private Parse step(KeyObject from, UnicodeString name, RegistryTree.Walk walk) {
    return tree.open(from == null ? null : from.node(), name.toString(), walk);
  }

  private static OpenedKey opened(Parse parse) {
    KeyObject key = parse.node() == null ? null : new KeyObject(parse.node());
    return new OpenedKey(parse.status(), key, parse.created());
  }

  private static OpenedKey refused(int status) {
    if (status == NtStatus.CALLBACK_BYPASS) {
      throw new NotModelledException("STATUS_CALLBACK_BYPASS with a ResultObject of the driver's");
    }
    return new OpenedKey(status, null, false);
  }

  private int wow64Flags(int access) {
    int asked = access & (KeyInformation.KEY_WOW64_32KEY | KeyInformation.KEY_WOW64_64KEY);
    KThread caller = processes.currentThread();
    boolean narrow = caller.process().wow64() && !caller.isPreviousModeKernel();
    return asked == 0 && narrow ? KeyInformation.KEY_WOW64_32KEY : asked;
  }

  /** NtSetValueKey. */
  public int setValue(KeyObject key, UnicodeString name, int type, byte[] data) {
    int veto =
        ask(NotifyClass.PRE_SET_VALUE_KEY, KeyInformation.ofValue(key, name, type, data.length));
    return veto == NtStatus.SUCCESS
        ? tree.setValue(key.node(), new KeyValue(name.toString(), type, data))
        : ended(veto);
  }

  /** NtDeleteValueKey. */
  public int deleteValue(KeyObject key, UnicodeString name) {
    int veto = ask(NotifyClass.PRE_DELETE_VALUE_KEY, KeyInformation.of(key, name));
    return veto == NtStatus.SUCCESS ? tree.deleteValue(key.node(), name.toString()) : ended(veto);
  }

  /** NtQueryValueKey with KeyValuePartialInformation into a buffer. */
  public QueryValueResult queryValue(KeyObject key, UnicodeString name, byte[] buffer, int length) {
    int veto = ask(NotifyClass.PRE_QUERY_VALUE_KEY, KeyInformation.of(key, name));
    if (veto != NtStatus.SUCCESS) {
      return new QueryValueResult(ended(veto), 0);
    }
    if (key.isDeleted()) {
      return new QueryValueResult(NtStatus.KEY_DELETED, 0);
    }
    KeyValue value = tree.value(key.node(), name.toString());
    return value == null
        ? new QueryValueResult(NtStatus.OBJECT_NAME_NOT_FOUND, 0)
        : KeyValuePartialInformation.write(value, buffer, length);
  }

  /** NtDeleteKey. */
  public int deleteKey(KeyObject key) {
    int veto = ask(NotifyClass.PRE_DELETE_KEY, KeyInformation.of(key, null));
    return veto == NtStatus.SUCCESS ? tree.delete(key.node()) : ended(veto);
  }

  /** NtRenameKey: gives the last component another name. */
  public int renameKey(KeyObject key, UnicodeString newName) {
    int veto = ask(NotifyClass.PRE_RENAME_KEY, KeyInformation.of(key, newName));
    return veto == NtStatus.SUCCESS ? tree.rename(key.node(), newName.toString()) : ended(veto);
  }

  /** NtSetSecurityObject of a key. */
  public int setSecurity(KeyObject key, byte[] descriptor) {
    int veto = ask(NotifyClass.PRE_SET_KEY_SECURITY, KeyInformation.of(key, null));
    return veto == NtStatus.SUCCESS ? tree.setSecurity(key.node(), descriptor) : ended(veto);
  }

  /** NtFlushKey: all is on the disk at once here. */
  public int flushKey(KeyObject key) {
    int veto = ask(NotifyClass.PRE_FLUSH_KEY, KeyInformation.of(key, null));
    if (veto != NtStatus.SUCCESS) {
      return ended(veto);
    }
    return key.isDeleted() ? NtStatus.KEY_DELETED : NtStatus.SUCCESS;
  }

  private int ask(int notifyClass, KeyInformation information) {
    return callbacks.notify(notifyClass, information);
  }

  private static int ended(int veto) {
    return veto == NtStatus.CALLBACK_BYPASS ? NtStatus.SUCCESS : veto;
  }
}
