package dev.auroraedr.km.emulator.world;

import dev.auroraedr.km.emulator.cm.RegistryCallbacks;
import dev.auroraedr.km.emulator.flt.Filter;
import dev.auroraedr.km.emulator.flt.FilterManager;
import dev.auroraedr.km.emulator.ps.CreateProcessNotifyRoutine;
import java.util.List;
import java.util.Random;

/**
 * Somebody with kernel rights who takes drivers' callbacks away, one kind at a time, without
 * telling the drivers: he writes to the lists in which they stand. Used by one thread.
 */
public final class Saboteur {
  private final CallbackSources callbacks;
  private final Random random;

  /** Strikes where the seed says. */
  public Saboteur(CallbackSources callbacks, long seed) {
    this.callbacks = callbacks;
    this.random = new Random(seed);
  }

  /** Takes the callbacks of one kind away, whoever has registered them. */
  public void strike() {
    switch (random.nextInt(4)) {
      case 0 -> clearOneRoutine();
      case 1 -> unlinkRegistryCallbacks();
      case 2 -> callbacks.object().registrations().forEach(callbacks.object()::unlink);
      default -> removeInstances();
    }
  }

  private void clearOneRoutine() {
    List<CreateProcessNotifyRoutine> routines = callbacks.process().routines();
    if (!routines.isEmpty()) {
      callbacks.process().clearSlot(routines.get(random.nextInt(routines.size())));
    }
  }

  private void unlinkRegistryCallbacks() {
    RegistryCallbacks registry = callbacks.registry().callbacks();
    registry.standing().keySet().forEach(registry::unlink);
  }

  private void removeInstances() {
    FilterManager manager = callbacks.flt();
    for (Filter filter : manager.filters()) {
      manager.volumes().forEach(volume -> manager.removeInstance(filter, volume));
    }
  }
}
