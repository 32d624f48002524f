package dev.auroraedr.km.conformance.report;

import java.util.regex.Pattern;

/** Text for HTML. */
final class Html {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private Html() {}

  /** Escapes text for element content and for attributes in double quotes. */
  static String text(String raw) {
    return raw.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("\0", "\uFFFD");
  }

  /** Escapes, and sets what stands between backticks as code. */
  static String prose(String raw) {
    return CODE.matcher(text(raw)).replaceAll("<code>$1</code>");
  }

  /** A count with its noun. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
