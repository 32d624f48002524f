package dev.auroraedr.km.conformance.suite.support;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a key stands to a list of entries, as REG-7 says it: entry by entry, component by
 * component. Shares no code with any driver.
 */
public final class KeyOracle {
  private static final List<String> LINK =
      List.of("REGISTRY", "MACHINE", "SYSTEM", "CURRENTCONTROLSET");

  private final List<List<String>> entries = new ArrayList<>();

  /** Judges by a list of entries. */
  public KeyOracle(List<String> entries) {
    entries.stream().map(KeyOracle::components).forEach(this.entries::add);
  }

  /** Whether the key stands at or below an entry. */
  public boolean matches(String key) {
    List<String> components = components(key);
    return entries.stream()
        .anyMatch(
            entry -> components.size() >= entry.size() && agree(entry, components, entry.size()));
  }

  /** Whether an entry stands below the key. */
  public boolean isAbove(String key) {
    List<String> components = components(key);
    return entries.stream()
        .anyMatch(
            entry ->
                components.size() < entry.size() && agree(entry, components, components.size()));
  }

  private static boolean agree(List<String> entry, List<String> key, int count) {
    for (int i = 0; i < count; i++) {
      boolean same = entry.get(i).equals("*") || entry.get(i).equals(key.get(i));
      if (!same && !(isLink(entry, i) && key.get(i).matches("CONTROLSET[0-9]{3}"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLink(List<String> entry, int index) {
    return index == LINK.size() - 1 && entry.subList(0, LINK.size()).equals(LINK);
  }

  private static List<String> components(String path) {
    List<String> components = new ArrayList<>();
    StringBuilder component = new StringBuilder();
    for (char unit : (Folding.upper(path) + '\\').toCharArray()) {
      if (unit != '\\') {
        component.append(unit);
      } else if (component.length() > 0) {
        components.add(component.toString());
        component.setLength(0);
      }
    }
    return components;
  }
}
