package dev.auroraedr.km.emulator.se;

import dev.auroraedr.km.emulator.ke.NotModelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the DACL of an SDDL string as "SDDL for Device Objects" describes it. */
final class SddlParser {
  private static final Pattern WHOLE =
      Pattern.compile("(O:[^:()]*)?(G:[^:()]*)?D:P?((?:\\([^()]*\\))*)");
  private static final Pattern ENTRY = Pattern.compile("\\(([^()]*)\\)");
  private static final Map<String, Integer> RIGHTS =
      Map.of(
          "GA", AccessMask.GENERIC_ALL,
          "GR", AccessMask.GENERIC_READ,
          "GW", AccessMask.GENERIC_WRITE,
          "GX", AccessMask.GENERIC_EXECUTE,
          "SD", 0x0001_0000,
          "RC", 0x0002_0000,
          "WD", 0x0004_0000,
          "WO", 0x0008_0000,
          "FA", AccessMask.FILE_ALL_ACCESS);

  private SddlParser() {}

  static SecurityDescriptor parse(String sddl) {
    Matcher whole = WHOLE.matcher(sddl);
    if (!whole.matches()) {
      throw new IllegalArgumentException(
          "SDDL '" + sddl + "' has no form D:P(type;;rights;;;sid)...");
    }
    List<Ace> dacl = new ArrayList<>();
    Matcher entry = ENTRY.matcher(whole.group(3));
    while (entry.find()) {
      dacl.add(ace(entry.group(1)));
    }
    return new SecurityDescriptor(sddl, dacl);
  }

  private static Ace ace(String text) {
    String[] parts = text.split(";", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("SDDL entry '" + text + "' must have six parts");
    }
    if (!parts[1].isEmpty() || !parts[3].isEmpty() || !parts[4].isEmpty()) {
      throw new NotModelledException("SDDL entry '" + text + "' with flags or object types");
    }
    return new Ace(allows(parts[0]), AccessMask.mapFile(rights(parts[2])), Sid.parse(parts[5]));
  }

  private static boolean allows(String type) {
    if (!type.equals("A") && !type.equals("D")) {
      throw new NotModelledException("SDDL entry type '" + type + "'");
    }
    return type.equals("A");
  }

  private static int rights(String text) {
    if (text.startsWith("0x")) {
      return Integer.parseUnsignedInt(text.substring(2), 16);
    }
    int mask = 0;
    for (int i = 0; i < text.length(); i += 2) {
      Integer right = RIGHTS.get(text.substring(i, Math.min(i + 2, text.length())));
      if (right == null) {
        throw new IllegalArgumentException("unknown right in SDDL '" + text + "'");
      }
      mask |= right;
    }
    return mask;
  }
}
