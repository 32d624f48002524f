package dev.auroraedr.km.emulator.rtl;

/**
 * An altitude: a decimal number of any length, compared exactly. Immutable.
 *
 * <p>Source: FltCompareInstanceAltitudes in the Windows driver documentation: one or more digits
 * and at most one period; leading and trailing zeros don't count.
 */
public final class Altitude implements Comparable<Altitude> {
  private final String text;
  private final String whole;
  private final String fraction;

  private Altitude(String text) {
    int point = text.indexOf('.');
    this.text = text;
    this.whole = withoutLeadingZeros(point < 0 ? text : text.substring(0, point));
    this.fraction = point < 0 ? "" : withoutTrailingZeros(text.substring(point + 1));
  }

  /**
   * Reads an altitude.
   *
   * @return null if the text is none: empty, a period alone, a sign, an exponent, white space
   */
  public static Altitude parse(String text) {
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      points += unit == '.' ? 1 : 0;
      if (unit != '.' && (unit < '0' || unit > '9')) {
        return null;
      }
    }
    return points > 1 || text.length() == points ? null : new Altitude(text);
  }

  private static String withoutLeadingZeros(String digits) {
    int start = 0;
    while (start < digits.length() && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  private static String withoutTrailingZeros(String digits) {
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }

  @Override
  public int compareTo(Altitude other) {
    if (whole.length() != other.whole.length()) {
      return Integer.compare(whole.length(), other.whole.length());
    }
    int order = whole.compareTo(other.whole);
    return order == 0 ? fraction.compareTo(other.fraction) : order;
  }

  /** Whether both stand at the same height, however they are written. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Altitude altitude && compareTo(altitude) == 0;
  }

  @Override
  public int hashCode() {
    return whole.hashCode() * 31 + fraction.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
