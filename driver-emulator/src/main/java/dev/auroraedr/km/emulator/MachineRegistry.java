package dev.auroraedr.km.emulator;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Machines of this JVM that a device name leads to. Static by necessity: a device name is text, and
 * the port that opens it is made by a ServiceLoader. It holds machines weakly, and nothing else.
 */
public final class MachineRegistry {
  private static final AtomicLong LAST_ID = new AtomicLong();
  private static final Map<Long, WeakReference<EmulatedMachine>> MACHINES =
      new ConcurrentHashMap<>();

  private MachineRegistry() {}

  static long add(EmulatedMachine machine) {
    long id = LAST_ID.incrementAndGet();
    MACHINES.put(id, new WeakReference<>(machine));
    return id;
  }

  static void remove(long id) {
    MACHINES.remove(id);
  }

  /** The machine of that id, or null if it was shut down. */
  public static EmulatedMachine find(long id) {
    WeakReference<EmulatedMachine> reference = MACHINES.get(id);
    return reference == null ? null : reference.get();
  }
}
