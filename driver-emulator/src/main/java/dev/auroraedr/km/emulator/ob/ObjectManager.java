package dev.auroraedr.km.emulator.ob;

import dev.auroraedr.km.abi.NtStatus;
import dev.auroraedr.km.emulator.ps.Process;

/** Handles of all processes: insert, look up, duplicate, inherit, close. Thread-safe. */
public final class ObjectManager {
  /** Makes the object manager of one machine. */
  public ObjectManager() {}

  /** ObInsertObject: a new handle of a process; the object gains a pointer reference. */
  public long insert(Process process, HandleEntry entry) {
    return table(process).insert(entry);
  }

  /** The entry of a handle, or null. */
  public HandleEntry entry(Process process, long handle) {
    return table(process).get(handle);
  }

  /**
   * ObReferenceObjectByHandle without a check of rights.
   *
   * @return the entry, its object referenced; null if the handle is bad
   */
  public HandleEntry reference(Process process, long handle) {
    HandleEntry entry = table(process).get(handle);
    return entry != null && entry.object().tryReference() ? entry : null;
  }

  /**
   * NtClose.
   *
   * @return STATUS_SUCCESS or STATUS_INVALID_HANDLE
   */
  public int close(Process process, long handle) {
    HandleEntry entry = table(process).remove(handle);
    if (entry == null) {
      return NtStatus.INVALID_HANDLE;
    }
    KObject object = entry.object();
    if (object.handleClosed()) {
      object.lastHandleClosed();
    }
    object.dereference();
    return NtStatus.SUCCESS;
  }

  /**
   * NtDuplicateObject with DUPLICATE_SAME_ACCESS.
   *
   * @return the new handle in the target; 0 if the source handle is bad
   */
  public long duplicate(Process source, long handle, Process target) {
    HandleEntry entry = reference(source, handle);
    if (entry == null) {
      return 0;
    }
    try {
      return insert(target, new HandleEntry(entry.object(), entry.grantedAccess(), false));
    } finally {
      entry.object().dereference();
    }
  }

  /** Gives a new child its parent's inheritable handles, under the same values. */
  public void inherit(Process parent, Process child) {
    for (long handle : table(parent).handles()) {
      HandleEntry entry = reference(parent, handle);
      if (entry != null) {
        if (entry.inherit()) {
          table(child).insertInherited(handle, entry);
        }
        entry.object().dereference();
      }
    }
  }

  /** Handles that a process has open, in rising order. */
  public long[] handles(Process process) {
    return table(process).handles();
  }

  private HandleTable table(Process process) {
    Object table = process.handleTable();
    return table != null ? (HandleTable) table : create(process);
  }

  private HandleTable create(Process process) {
    synchronized (process) {
      if (process.handleTable() == null) {
        process.setHandleTable(new HandleTable());
      }
      return (HandleTable) process.handleTable();
    }
  }
}
