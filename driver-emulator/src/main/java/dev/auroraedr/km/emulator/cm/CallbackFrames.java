package dev.auroraedr.km.emulator.cm;

import java.util.Arrays;

/**
 * The registry callbacks that run on one Java thread, one in the other, with the emulated thread of
 * each: who unregisters a callback from inside itself waits for ever. Used by its thread alone;
 * nothing is allocated but the deeper nesting for the first time.
 */
final class CallbackFrames {
  private static final int USUAL_DEPTH = 4;

  private Object[] registrations = new Object[USUAL_DEPTH];
  private Object[] threads = new Object[USUAL_DEPTH];
  private int depth;

  void enter(Object registration, Object thread) {
    if (depth == registrations.length) {
      registrations = Arrays.copyOf(registrations, 2 * depth);
      threads = Arrays.copyOf(threads, 2 * depth);
    }
    registrations[depth] = registration;
    threads[depth++] = thread;
  }

  void leave() {
    registrations[--depth] = null;
    threads[depth] = null;
  }

  /** Whether an emulated thread is inside that callback. */
  boolean isInside(Object registration, Object thread) {
    for (int i = 0; i < depth; i++) {
      if (registrations[i] == registration && threads[i] == thread) {
        return true;
      }
    }
    return false;
  }
}
