package dev.auroraedr.km.emulator.driver;

import java.util.Arrays;
import java.util.List;

/**
 * Entries of a key list as a tree of their components (REG-7): a key is followed down it once,
 * however many entries there are. Where a component leads to two nodes, its name's and the one of
 * {@code *}, the second is tried when the first leads nowhere; the way back is read from the key
 * itself. So a search needs neither memory nor stack, and no node is entered twice. Immutable.
 */
final class KeyTree {
  private static final int ROOT = 0;
  private static final int NONE = -1;
  private static final String ANY = "*";
  private static final List<String> SYSTEM = List.of("REGISTRY", "MACHINE", "SYSTEM");
  private static final String CURRENT = "CURRENTCONTROLSET";

  private final TextTable components;
  private final StepTable steps;
  private final int[] parents;
  private final int[] anys;
  private final int[] others;
  private final boolean[] ends;
  private final boolean[] inner;
  private int nodes = 1;
  private int system = NONE;
  private int currentControlSet = NONE;

  /** A tree of entries, each its upper-case components, at least one. */
  KeyTree(List<List<String>> entries) {
    int most = entries.stream().mapToInt(List::size).sum() + 1;
    components = TextTable.ofComponents(entries);
    steps = new StepTable(most);
    parents = filled(most);
    anys = filled(most);
    others = filled(most);
    ends = new boolean[most];
    inner = new boolean[most];
    entries.forEach(this::add);
    entries.forEach(this::linkOthers);
  }

  private static int[] filled(int length) {
    int[] values = new int[length];
    Arrays.fill(values, NONE);
    return values;
  }

  private void add(List<String> entry) {
    int node = ROOT;
    for (int depth = 0; depth < entry.size(); depth++) {
      node = childOf(node, entry.get(depth));
      if (depth == SYSTEM.size() - 1 && entry.subList(0, depth + 1).equals(SYSTEM)) {
        system = node;
      } else if (parents[node] == system && entry.get(depth).equals(CURRENT)) {
        currentControlSet = node;
      }
    }
    ends[node] = true;
  }

  private int childOf(int parent, String component) {
    int child = stepFrom(parent, component);
    if (child == NONE) {
      child = nodes++;
      parents[child] = parent;
      inner[parent] = true;
      setStep(parent, component, child);
    }
    return child;
  }

  private int stepFrom(int parent, String component) {
    return component.equals(ANY) ? anys[parent] : named(parent, component, 0, component.length());
  }

  private void setStep(int parent, String component, int child) {
    if (component.equals(ANY)) {
      anys[parent] = child;
    } else {
      steps.put(parent, components.find(component, 0, component.length()), child);
    }
  }

  /** What else each component of an entry would match where it stands. */
  private void linkOthers(List<String> entry) {
    int parent = ROOT;
    for (String component : entry) {
      int node = stepFrom(parent, component);
      if (node != anys[parent]) {
        others[node] = isNumbered(parent, component) ? currentControlSet : anys[parent];
      }
      parent = node;
    }
  }

  private boolean isNumbered(int parent, String component) {
    return parent == system
        && currentControlSet != NONE
        && ControlSets.isNumbered(component, 0, component.length());
  }

  /** Whether an entry is the key or stands above it. */
  boolean covers(CharSequence key) {
    return leadsTo(key, false);
  }

  /** Whether an entry stands below the key. */
  boolean reachesBelow(CharSequence key) {
    return leadsTo(key, true);
  }

  private boolean leadsTo(CharSequence key, boolean below) {
    int node = ROOT;
    int at = Components.start(key, 0);
    while (node != NONE && !isThere(node, at < key.length(), below)) {
      int end = Components.end(key, at);
      int child = at < end ? child(node, key, at, end) : NONE;
      if (child != NONE) {
        node = child;
        at = Components.start(key, end);
      } else {
        while (node != NONE && others[node] == NONE) {
          at = Components.previous(key, at);
          node = parents[node];
        }
        node = node == NONE ? NONE : others[node];
      }
    }
    return node != NONE;
  }

  private boolean isThere(int node, boolean more, boolean below) {
    return below ? !more && inner[node] : ends[node];
  }

  /** The first node that a component of a key leads to. */
  private int child(int node, CharSequence key, int from, int to) {
    int child = named(node, key, from, to);
    if (child != NONE) {
      return child;
    }
    boolean numbered =
        node == system && currentControlSet != NONE && ControlSets.isNumbered(key, from, to);
    return numbered ? currentControlSet : anys[node];
  }

  private int named(int node, CharSequence key, int from, int to) {
    int component = components.find(key, from, to);
    int child = component == TextTable.NONE ? ROOT : steps.find(node, component);
    return child == ROOT ? NONE : child;
  }
}
