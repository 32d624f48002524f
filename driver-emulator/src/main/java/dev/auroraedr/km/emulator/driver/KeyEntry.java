package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.emulator.rtl.UnicodeString;
import java.util.List;
import java.util.stream.Stream;

/** One entry of a key list, cut into upper-case components (REG-7). Immutable. */
final class KeyEntry {
  private static final String ANY = "*";
  private static final List<String> CONTROL_SET =
      List.of("REGISTRY", "MACHINE", "SYSTEM", "CURRENTCONTROLSET");
  private static final String NUMBERED = "CONTROLSET";

  private final List<String> components;
  private final int controlSetAt;

  private KeyEntry(List<String> components) {
    this.components = components;
    this.controlSetAt =
        components.size() >= CONTROL_SET.size()
                && components.subList(0, CONTROL_SET.size()).equals(CONTROL_SET)
            ? CONTROL_SET.size() - 1
            : -1;
  }

  static KeyEntry of(String entry) {
    return new KeyEntry(
        Stream.of(entry.split("\\\\"))
            .filter(component -> !component.isEmpty())
            .map(Components::upcased)
            .toList());
  }

  boolean covers(UnicodeString key) {
    int position = Components.start(key, 0);
    for (int i = 0; i < components.size(); i++) {
      int end = Components.end(key, position);
      if (end == position || !componentMatches(key, position, end, i)) {
        return false;
      }
      position = Components.start(key, end);
    }
    return true;
  }

  private boolean componentMatches(UnicodeString key, int from, int to, int index) {
    String component = components.get(index);
    return component.equals(ANY)
        || Components.matches(key, from, to, component)
        || index == controlSetAt && isNumberedControlSet(key, from, to);
  }

  /** CurrentControlSet is a link: the system names the set that it leads to. */
  private static boolean isNumberedControlSet(UnicodeString key, int from, int to) {
    int digits = from + NUMBERED.length();
    if (to - digits != 3 || !Components.matches(key, from, digits, NUMBERED)) {
      return false;
    }
    for (int i = digits; i < to; i++) {
      if (key.unit(i) < '0' || key.unit(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
