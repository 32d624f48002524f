package dev.auroraedr.km.emulator.driver;

/** CurrentControlSet is a link: the system names the set that it leads to (REG-7). */
final class ControlSets {
  private static final String NUMBERED = "CONTROLSET";
  private static final int DIGITS = 3;

  private ControlSets() {}

  /** Whether a component is {@code ControlSet} and three digits. */
  static boolean isNumbered(CharSequence key, int from, int to) {
    int digits = to - DIGITS;
    if (!Components.matches(key, from, digits, NUMBERED)) {
      return false;
    }
    for (int i = digits; i < to; i++) {
      if (key.charAt(i) < '0' || key.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
