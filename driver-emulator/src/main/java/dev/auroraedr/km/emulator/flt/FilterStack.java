package dev.auroraedr.km.emulator.flt;

import java.util.List;

/** The instances that see one operation on one volume, highest altitude first. Immutable. */
final class FilterStack {
  static final FilterStack EMPTY = new FilterStack(List.of(), 0);

  private final FilterInstance[] instances;
  private final FilterCallbacks[] callbacks;

  FilterStack(List<FilterInstance> attached, int majorFunction) {
    instances =
        attached.stream()
            .filter(one -> one.filter().registration().operations().containsKey(majorFunction))
            .toArray(FilterInstance[]::new);
    callbacks = new FilterCallbacks[instances.length];
    for (int i = 0; i < instances.length; i++) {
      callbacks[i] = instances[i].filter().registration().operations().get(majorFunction);
    }
  }

  int size() {
    return instances.length;
  }

  FilterInstance instance(int level) {
    return instances[level];
  }

  FilterCallbacks callbacks(int level) {
    return callbacks[level];
  }
}
