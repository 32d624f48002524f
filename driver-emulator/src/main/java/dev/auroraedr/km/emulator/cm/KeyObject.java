package dev.auroraedr.km.emulator.cm;

import dev.auroraedr.km.emulator.ke.BugCheckException;
import dev.auroraedr.km.emulator.ob.KObject;
import dev.auroraedr.km.emulator.rtl.UnicodeString;

/** An open registry key. Thread-safe. */
public final class KeyObject extends KObject {
  private final KeyNode node;

  KeyObject(KeyNode node) {
    this.node = node;
  }

  KeyNode node() {
    return node;
  }

  /** Path of the key, for the registry itself; drivers ask CmCallbackGetKeyObjectIDEx. */
  public UnicodeString path() {
    return node.path();
  }

  /** Whether the key was deleted since: STATUS_KEY_DELETED for whoever uses it. */
  public boolean isDeleted() {
    return node.deleted;
  }

  @Override
  protected void lastHandleClosed() {
    // A key that is open nowhere stays in the registry.
  }

  @Override
  protected void deleted() {
    // The same.
  }

  @Override
  protected void overDereferenced() {
    throw new BugCheckException(0x18, "REFERENCE_BY_POINTER", "key " + path());
  }
}
