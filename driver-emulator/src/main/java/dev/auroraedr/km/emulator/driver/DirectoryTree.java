package dev.auroraedr.km.emulator.driver;

import java.util.List;

/**
 * Sequences of directories, looked for anywhere in a path (FIL-1) by one pass over its components:
 * where a sequence breaks off, the search goes on with the longest one that its end begins, so no
 * component is looked at twice. Immutable; matches without allocating.
 *
 * <p>Source: A. Aho, M. Corasick, "Efficient string matching", Communications of the ACM 18 (1975),
 * with components in the place of characters.
 */
final class DirectoryTree {
  private static final int ROOT = 0;

  private final TextTable components;
  private final StepTable steps;
  private final int[] shorter;
  private final boolean[] ends;

  /** Looks for these sequences of upper-case components. */
  DirectoryTree(List<List<String>> sequences) {
    int most = sequences.stream().mapToInt(List::size).sum();
    components = TextTable.ofComponents(sequences);
    steps = new StepTable(most);
    shorter = new int[most + 1];
    ends = new boolean[most + 1];
    addNodes(sequences);
    link(sequences);
  }

  private void addNodes(List<List<String>> sequences) {
    int nodes = 1;
    for (List<String> sequence : sequences) {
      int node = ROOT;
      for (String component : sequence) {
        int number = numberOf(component);
        if (steps.find(node, number) == ROOT) {
          steps.put(node, number, nodes++);
        }
        node = steps.find(node, number);
      }
      ends[node] = node != ROOT;
    }
  }

  /** Level by level, as each node's link is found through its parent's. */
  private void link(List<List<String>> sequences) {
    int deepest = sequences.stream().mapToInt(List::size).max().orElse(0);
    for (int depth = 1; depth < deepest; depth++) {
      for (List<String> sequence : sequences) {
        if (depth < sequence.size()) {
          link(sequence, depth);
        }
      }
    }
  }

  private void link(List<String> sequence, int depth) {
    int parent = ROOT;
    for (String component : sequence.subList(0, depth)) {
      parent = steps.find(parent, numberOf(component));
    }
    int number = numberOf(sequence.get(depth));
    int node = steps.find(parent, number);
    shorter[node] = next(shorter[parent], number);
    ends[node] |= ends[shorter[node]];
  }

  private int numberOf(String component) {
    return components.find(component, 0, component.length());
  }

  /** Whether one of the sequences stands in the path as whole adjacent components. */
  boolean standsIn(CharSequence path) {
    int node = ROOT;
    int at = Components.start(path, 0);
    while (at < path.length()) {
      int end = Components.end(path, at);
      node = next(node, components.find(path, at, end));
      if (ends[node]) {
        return true;
      }
      at = Components.start(path, end);
    }
    return false;
  }

  private int next(int node, int component) {
    if (component == TextTable.NONE) {
      return ROOT;
    }
    int from = node;
    int to = steps.find(from, component);
    while (to == ROOT && from != ROOT) {
      from = shorter[from];
      to = steps.find(from, component);
    }
    return to;
  }
}
