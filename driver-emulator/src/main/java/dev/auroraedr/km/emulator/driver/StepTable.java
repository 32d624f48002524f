package dev.auroraedr.km.emulator.driver;

/**
 * Steps from node to node of a tree, each by a numbered component. Filled at load, then read only;
 * looks up without allocating.
 *
 * <p>Layout: open addressing in arrays of fixed length, as {@link TextTable}.
 */
final class StepTable {
  private final long[] steps;
  private final int[] targets;

  /** Room for so many steps. */
  StepTable(int most) {
    int slots = TextTable.slotsFor(most);
    steps = new long[slots];
    targets = new int[slots];
  }

  void put(int node, int component, int target) {
    int slot = slot(node, component);
    steps[slot] = key(node, component);
    targets[slot] = target;
  }

  /** The node that a component leads to; 0, to which no step leads, if there is none. */
  int find(int node, int component) {
    return targets[slot(node, component)];
  }

  private int slot(int node, int component) {
    long key = key(node, component);
    int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & steps.length - 1;
    while (steps[slot] != 0 && steps[slot] != key) {
      slot = slot + 1 & steps.length - 1;
    }
    return slot;
  }

  /** Never 0, as components are numbered from 1 on. */
  private static long key(int node, int component) {
    return (long) node << 32 | component;
  }
}
