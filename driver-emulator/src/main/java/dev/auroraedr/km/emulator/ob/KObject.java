package dev.auroraedr.km.emulator.ob;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An object with a header: pointer references keep it, handles keep one pointer reference each.
 * Thread-safe.
 */
public abstract class KObject {
  private final AtomicInteger pointers = new AtomicInteger(1);
  private final AtomicInteger handles = new AtomicInteger();

  /** Makes an object with one pointer reference, its creator's. */
  protected KObject() {}

  /** ObReferenceObject; the caller holds a reference already. */
  public final void reference() {
    pointers.incrementAndGet();
  }

  /** ObReferenceObjectSafe: fails once the last reference is gone. */
  public final boolean tryReference() {
    int count = pointers.get();
    while (count > 0) {
      if (pointers.compareAndSet(count, count + 1)) {
        return true;
      }
      count = pointers.get();
    }
    return false;
  }

  /** ObDereferenceObject; the last one deletes the object. */
  public final void dereference() {
    int left = pointers.decrementAndGet();
    if (left == 0) {
      deleted();
    } else if (left < 0) {
      overDereferenced();
    }
  }

  /** Pointer references now. */
  public final int references() {
    return pointers.get();
  }

  /** Handles now, over all processes. */
  public final int handles() {
    return handles.get();
  }

  final void handleOpened() {
    reference();
    handles.incrementAndGet();
  }

  /** Returns whether it was the last one. */
  final boolean handleClosed() {
    return handles.decrementAndGet() == 0;
  }

  /**
   * The last handle, over all processes, was closed; the closer's pointer reference still holds.
   */
  protected abstract void lastHandleClosed();

  /** The last reference is gone. */
  protected abstract void deleted();

  /** Somebody dereferenced what he did not reference. */
  protected abstract void overDereferenced();
}
