package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ke.Ke;
import dev.auroraedr.km.emulator.ob.HandleEntry;
import dev.auroraedr.km.emulator.ob.ObjectManager;
import dev.auroraedr.km.emulator.ps.KThread;
import dev.auroraedr.km.emulator.ps.ProcessManager;
import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.function.Supplier;

/**
 * What drivers call to use the registry: in the calling thread, with previous mode KernelMode, at
 * PASSIVE_LEVEL, with kernel handles. The registry callbacks are asked as for anybody, the caller's
 * own too. Thread-safe.
 */
public final class ZwRegistry {
  /** Kernel handles have the top bits set. */
  private static final long KERNEL_HANDLE = 0xFFFF_FFFF_8000_0000L;

  private final Ke ke;
  private final NtRegistry registry;
  private final ProcessManager processes;
  private final ObjectManager objects;

  ZwRegistry(Ke ke, NtRegistry registry, ProcessManager processes, ObjectManager objects) {
    this.ke = ke;
    this.registry = registry;
    this.processes = processes;
    this.objects = objects;
  }

  /** ZwOpenKey with OBJ_KERNEL_HANDLE of an absolute name. */
  public KeyHandle openKey(UnicodeString path, int desiredAccess) {
    return openKey(0, path, desiredAccess);
  }

  /**
   * ZwOpenKey with OBJ_KERNEL_HANDLE.
   *
   * @param root handle of the key that the name is relative to; 0 for an absolute name
   */
  public KeyHandle openKey(long root, UnicodeString name, int desiredAccess) {
    return openKey(root, name, desiredAccess, 0);
  }

  /** The same with {@link KeyInformation#OBJ_OPENLINK} or 0. */
  public KeyHandle openKey(long root, UnicodeString name, int desiredAccess, int attributes) {
    int failure = enter("ZwOpenKey");
    return failure == NtStatus.SUCCESS
        ? opened(root, from -> registry.openKey(from, name, desiredAccess, attributes))
        : new KeyHandle(failure, 0, false);
  }

  /** ZwCreateKey with OBJ_KERNEL_HANDLE: opens the key or makes its last component. */
  public KeyHandle createKey(long root, UnicodeString name, int desiredAccess) {
    int failure = enter("ZwCreateKey");
    return failure == NtStatus.SUCCESS
        ? opened(root, from -> registry.createKey(from, name, desiredAccess))
        : new KeyHandle(failure, 0, false);
  }

  /**
   * ObOpenObjectByPointer with OBJ_KERNEL_HANDLE of a key that a callback was told of: no name is
   * walked, so no registry callback is asked.
   */
  public KeyHandle openObjectByPointer(KeyObject key) {
    int failure = enter("ObOpenObjectByPointer");
    if (failure != NtStatus.SUCCESS) {
      return new KeyHandle(failure, 0, false);
    }
    long handle = objects.insert(processes.systemProcess(), new HandleEntry(key, 0, false));
    return new KeyHandle(NtStatus.SUCCESS, handle | KERNEL_HANDLE, false);
  }

  /** A key is opened from a root. */
  private interface Opening {
    OpenedKey from(KeyObject root);
  }

  private KeyHandle opened(long root, Opening opening) {
    KeyObject from = root == 0 ? null : key(root);
    if (root != 0 && from == null) {
      return new KeyHandle(NtStatus.INVALID_HANDLE, 0, false);
    }
    OpenedKey opened = inKernelMode(() -> opening.from(from));
    return new KeyHandle(
        opened.status(), opened.key() == null ? 0 : insert(opened.key()), opened.created());
  }

  private long insert(KeyObject key) {
    long handle = objects.insert(processes.systemProcess(), new HandleEntry(key, 0, false));
    key.dereference();
    return handle | KERNEL_HANDLE;
  }

  /**
   * ZwQueryValueKey with KeyValuePartialInformation.
   *
   * @param buffer gets a {@link KeyValuePartialInformation} as far as it fits
   * @param length bytes of the buffer that may be written: a pool block has more than was asked for
   */
  public QueryValueResult queryValueKey(
      long key, UnicodeString valueName, byte[] buffer, int length) {
    int failure = enter("ZwQueryValueKey");
    KeyObject object = key(key);
    if (failure != NtStatus.SUCCESS || object == null) {
      return new QueryValueResult(object == null ? NtStatus.INVALID_HANDLE : failure, 0);
    }
    return inKernelMode(() -> registry.queryValue(object, valueName, buffer, length));
  }

  /** ZwSetValueKey. */
  public int setValueKey(long key, UnicodeString valueName, int type, byte[] data) {
    return use("ZwSetValueKey", key, object -> registry.setValue(object, valueName, type, data));
  }

  /** ZwDeleteValueKey. */
  public int deleteValueKey(long key, UnicodeString valueName) {
    return use("ZwDeleteValueKey", key, object -> registry.deleteValue(object, valueName));
  }

  /** ZwDeleteKey. */
  public int deleteKey(long key) {
    return use("ZwDeleteKey", key, registry::deleteKey);
  }

  /** A key is used. */
  private interface Use {
    int of(KeyObject key);
  }

  private int use(String call, long key, Use use) {
    int failure = enter(call);
    KeyObject object = key(key);
    if (failure != NtStatus.SUCCESS || object == null) {
      return object == null ? NtStatus.INVALID_HANDLE : failure;
    }
    return inKernelMode(() -> use.of(object));
  }

  /** ZwClose of a handle that a call above gave. It can't fail for want of memory. */
  public int close(long handle) {
    ke.calls().enter("ZwClose");
    return key(handle) == null
        ? NtStatus.INVALID_HANDLE
        : objects.close(processes.systemProcess(), handle & ~KERNEL_HANDLE);
  }

  /** Kernel handles of keys that are open. */
  int openHandles() {
    int open = 0;
    for (long handle : objects.handles(processes.systemProcess())) {
      open += key(handle | KERNEL_HANDLE) == null ? 0 : 1;
    }
    return open;
  }

  private int enter(String call) {
    ke.requirePassive(call);
    return ke.calls().enterForStatus(call);
  }

  private KeyObject key(long handle) {
    if ((handle & KERNEL_HANDLE) != KERNEL_HANDLE) {
      return null;
    }
    HandleEntry entry = objects.entry(processes.systemProcess(), handle & ~KERNEL_HANDLE);
    return entry != null && entry.object() instanceof KeyObject key ? key : null;
  }

  private <T> T inKernelMode(Supplier<T> call) {
    KThread thread = processes.currentThread();
    boolean before = thread.enterKernelMode();
    try {
      return call.get();
    } finally {
      thread.leaveKernelMode(before);
    }
  }
}
