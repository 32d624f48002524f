package dev.auroraedr.km.conformance.property;

import dev.auroraedr.km.conformance.suite.support.Watched;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HLT-3 in a few sets: what is missing, what the last query left missing, what can't be repaired,
 * and which handle has still to be told of what.
 */
final class HealthModel {
  private final Set<Watched> lost = EnumSet.noneOf(Watched.class);
  private final Set<Watched> silent = EnumSet.noneOf(Watched.class);
  private final Set<Watched> prevented = EnumSet.noneOf(Watched.class);
  private final Set<Watched> leftMissing = EnumSet.noneOf(Watched.class);
  private final Map<Integer, Set<Watched>> latches = new HashMap<>();

  /**
   * What a query must bring.
   *
   * @param missing callbacks that the report tells as missing
   * @param discoveries events
   */
  record Expected(Set<Watched> missing, List<Discovery> discoveries) {}

  /** One TAMPER_DETECTED. */
  record Discovery(Watched callback, boolean repaired) {}

  void opened(int handle) {
    latches.put(handle, EnumSet.noneOf(Watched.class));
  }

  void closed(int handle) {
    latches.remove(handle);
  }

  void lose(Watched callback) {
    lost.add(callback);
  }

  /** Its instances stand and nothing repairs it. */
  void silenceFilter() {
    silent.add(Watched.MINIFILTER);
  }

  void prevent(Watched callback) {
    prevented.add(callback);
  }

  /** All can be repaired again, and the filter is called again. */
  void allow() {
    prevented.clear();
    silent.clear();
  }

  /** Whether a newer registration has taken the place of what was lost. */
  boolean isStanding(Watched callback) {
    return !lost.contains(callback) && !leftMissing.contains(callback);
  }

  /** A query; {@code handle} is null without a file object. */
  Expected query(Integer handle) {
    List<Discovery> discoveries = new ArrayList<>();
    for (Watched callback : Watched.values()) {
      verify(callback, discoveries);
    }
    for (Discovery discovery : discoveries) {
      latches.values().forEach(each -> each.add(discovery.callback()));
    }
    Set<Watched> missing = EnumSet.copyOf(leftMissing);
    if (handle != null) {
      missing.addAll(latches.put(handle, EnumSet.noneOf(Watched.class)));
    }
    return new Expected(missing, discoveries);
  }

  private void verify(Watched callback, List<Discovery> discoveries) {
    boolean canStand = !silent.contains(callback) && canBeAdded(callback);
    boolean missing = lost.contains(callback) || !canStand;
    if (missing && !leftMissing.contains(callback)) {
      discoveries.add(new Discovery(callback, canStand));
    }
    if (canStand) {
      lost.remove(callback);
      leftMissing.remove(callback);
    } else {
      leftMissing.add(callback);
    }
  }

  /** The toggle needs to add, whatever stood; the others do once they are lost. */
  private boolean canBeAdded(Watched callback) {
    boolean adds = callback == Watched.PROCESS || lost.contains(callback);
    return !(adds && prevented.contains(callback));
  }
}
