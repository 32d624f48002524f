package dev.auroraedr.km.emulator.se;

import java.util.Map;

/**
 * A security identifier in its text form, such as {@code S-1-5-18}.
 *
 * @param text S-1-...
 */
public record Sid(String text) {
  /** LocalSystem. */
  public static final Sid LOCAL_SYSTEM = new Sid("S-1-5-18");

  /** BUILTIN\Administrators. */
  public static final Sid ADMINISTRATORS = new Sid("S-1-5-32-544");

  /** LocalService. */
  public static final Sid LOCAL_SERVICE = new Sid("S-1-5-19");

  /** Everyone. */
  public static final Sid EVERYONE = new Sid("S-1-1-0");

  /** Authenticated users. */
  public static final Sid AUTHENTICATED_USERS = new Sid("S-1-5-11");

  private static final Map<String, String> ABBREVIATIONS =
      Map.ofEntries(
          Map.entry("SY", "S-1-5-18"),
          Map.entry("BA", "S-1-5-32-544"),
          Map.entry("BU", "S-1-5-32-545"),
          Map.entry("LS", "S-1-5-19"),
          Map.entry("NS", "S-1-5-20"),
          Map.entry("WD", "S-1-1-0"),
          Map.entry("AU", "S-1-5-11"),
          Map.entry("IU", "S-1-5-4"),
          Map.entry("RC", "S-1-5-12"),
          Map.entry("OW", "S-1-3-4"));

  /**
   * Reads a SID of an SDDL string.
   *
   * @throws IllegalArgumentException if it is neither a known abbreviation nor S-1-...
   */
  static Sid parse(String text) {
    String known = ABBREVIATIONS.get(text);
    if (known == null && !text.matches("S-1-\\d+(-\\d+)+")) {
      throw new IllegalArgumentException("unknown SID '" + text + "' in SDDL");
    }
    return new Sid(known == null ? text : known);
  }

  @Override
  public String toString() {
    return text;
  }
}
