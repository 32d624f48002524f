package dev.auroraedr.km.emulator.driver;

import java.util.List;

/**
 * A policy list of registry keys: each entry is its key and all below (REG-7). Immutable; matches
 * without allocating, at a cost that the number of entries doesn't change.
 */
public class KeyMatch {
  private final KeyTree tree;
  private final boolean empty;

  /**
   * List of entries such as {@code \REGISTRY\USER\*\Environment}; those of no component count not.
   */
  public KeyMatch(List<String> entries) {
    List<List<String>> cut =
        entries.stream().map(Components::of).filter(entry -> !entry.isEmpty()).toList();
    this.tree = new KeyTree(cut);
    this.empty = cut.isEmpty();
  }

  /** Whether nothing can match, so that no key's name is worth asking for (STR-12). */
  public final boolean isEmpty() {
    return empty;
  }

  /** Whether a key stands at or below an entry. */
  public boolean matches(CharSequence key) {
    return tree.covers(key);
  }

  /** Whether a key stands above an entry (REG-4); an entry's own key doesn't. */
  public boolean isAbove(CharSequence key) {
    return tree.reachesBelow(key);
  }
}
