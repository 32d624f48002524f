package dev.auroraedr.km.emulator.cm;

import java.util.List;
import java.util.Set;

/**
 * Where WOW64 leads a 32-bit caller. Immutable, no locks.
 *
 * <p>Source: "Registry Redirector" and "Registry Keys Affected by WOW64" in the Windows
 * documentation, Windows 7 and later.
 */
final class Wow64Redirection {
  private static final String NODE = "WOW6432NODE";
  private static final String SOFTWARE = "\\REGISTRY\\MACHINE\\SOFTWARE";
  private static final String CLASSES = SOFTWARE + "\\CLASSES";
  private static final String USER = "\\REGISTRY\\USER\\";
  private static final String USER_CLASSES = "_CLASSES";

  private static final Set<String> REDIRECTED_CLASSES =
      Set.of("CLSID", "DIRECTSHOW", "INTERFACE", "MEDIA TYPE", "MEDIAFOUNDATION");

  /** Below SOFTWARE: one key for all callers. */
  private static final List<String> SHARED =
      List.of(
          "CLIENTS",
          "MICROSOFT\\COM3",
          "MICROSOFT\\CRYPTOGRAPHY\\CALAIS\\CURRENT",
          "MICROSOFT\\CRYPTOGRAPHY\\CALAIS\\READERS",
          "MICROSOFT\\CRYPTOGRAPHY\\SERVICES",
          "MICROSOFT\\CTF\\SYSTEMSHARED",
          "MICROSOFT\\CTF\\TIP",
          "MICROSOFT\\DFS",
          "MICROSOFT\\DRIVER SIGNING",
          "MICROSOFT\\ENTERPRISECERTIFICATES",
          "MICROSOFT\\EVENTSYSTEM",
          "MICROSOFT\\MSMQ",
          "MICROSOFT\\NON-DRIVER SIGNING",
          "MICROSOFT\\NOTEPAD\\DEFAULTFONTS",
          "MICROSOFT\\OLE",
          "MICROSOFT\\RAS",
          "MICROSOFT\\RPC",
          "MICROSOFT\\SHARED TOOLS\\MSINFO",
          "MICROSOFT\\SYSTEMCERTIFICATES",
          "MICROSOFT\\TERMSERVLICENSING",
          "MICROSOFT\\TRANSACTION SERVER",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\CONTROL PANEL\\CURSORS\\SCHEMES",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\EXPLORER\\AUTOPLAYHANDLERS",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\EXPLORER\\DRIVEICONS",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\EXPLORER\\KINDMAP",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\GROUP POLICY",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\POLICIES",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\PREVIEWHANDLERS",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\SETUP",
          "MICROSOFT\\WINDOWS\\CURRENTVERSION\\TELEPHONY\\LOCATIONS",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\CONSOLE",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\FONTDPI",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\FONTLINK",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\FONTMAPPER",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\FONTS",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\FONTSUBSTITUTES",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\GRE_INITIALIZE",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\IMAGE FILE EXECUTION OPTIONS",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\LANGUAGEPACK",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\NETWORKCARDS",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\PERFLIB",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\PORTS",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\PRINT",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\PROFILELIST",
          "MICROSOFT\\WINDOWS NT\\CURRENTVERSION\\TIME ZONES",
          "POLICIES",
          "REGISTEREDAPPLICATIONS");

  private Wow64Redirection() {}

  /**
   * Where a 32-bit caller ends up.
   *
   * @param startUnits length of the path that the name is relative to: a key that was opened below
   *     the point of redirection stays in the view that it was opened in
   * @param path absolute, without empty components
   * @return the other path; null if both views share it
   */
  static String redirect(int startUnits, String path) {
    String upper = KeyNode.upcased(path);
    int point = point(upper);
    return point < 0 || startUnits > point || isAtOrBelow(upper.substring(point), "\\" + NODE)
        ? null
        : path.substring(0, point) + "\\WOW6432Node" + path.substring(point);
  }

  /** Units up to the key whose subkeys are redirected; -1 if none is on the way. */
  private static int point(String upper) {
    if (isAtOrBelow(upper, CLASSES)) {
      return pointInClasses(upper, CLASSES.length());
    }
    if (isAtOrBelow(upper, SOFTWARE)) {
      return isShared(upper) ? -1 : SOFTWARE.length();
    }
    int hive = upper.indexOf('\\', USER.length());
    boolean classes =
        upper.startsWith(USER) && hive > 0 && upper.substring(0, hive).endsWith(USER_CLASSES);
    return classes ? pointInClasses(upper, hive) : -1;
  }

  private static int pointInClasses(String upper, int classes) {
    if (upper.length() == classes) {
      return -1;
    }
    int end = upper.indexOf('\\', classes + 1);
    String first = upper.substring(classes + 1, end < 0 ? upper.length() : end);
    return REDIRECTED_CLASSES.contains(first) ? classes : -1;
  }

  private static boolean isShared(String upper) {
    return SHARED.stream().anyMatch(key -> isAtOrBelow(upper, SOFTWARE + '\\' + key));
  }

  private static boolean isAtOrBelow(String path, String key) {
    return path.startsWith(key)
        && (path.length() == key.length() || path.charAt(key.length()) == '\\');
  }
}
