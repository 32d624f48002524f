package dev.auroraedr.km.emulator.driver;

import dev.auroraedr.km.fixtures.PolicyDefaults;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the bytes of policy values (POL-2): whatever they hold, what can be used is used, and
 * nothing outside of them is looked at. Immutable.
 */
public class PolicyParser {
  private static final String KEY_ROOT = "\\REGISTRY\\";

  private final PolicyDefaults.Limits limits = PolicyDefaults.load().limits();

  /**
   * The entries of a REG_MULTI_SZ that count.
   *
   * @param valueOrNull null for a value that is missing or can't be read
   * @param defaults what counts if the value counts as missing
   */
  public List<String> images(PolicyValue valueOrNull, List<String> defaults) {
    return isList(valueOrNull)
        ? strings(valueOrNull.data()).stream().filter(this::isEntry).toList()
        : defaults;
  }

  /** The same for a list of keys. */
  public List<String> keys(PolicyValue valueOrNull, List<String> defaults) {
    return isList(valueOrNull)
        ? strings(valueOrNull.data()).stream().filter(this::isKeyEntry).toList()
        : defaults;
  }

  /** A REG_DWORD; one of another size or type counts as missing. */
  public int number(PolicyValue valueOrNull, int defaultNumber) {
    boolean usable =
        valueOrNull != null
            && valueOrNull.type() == PolicyValue.REG_DWORD
            && valueOrNull.data().length == Integer.BYTES;
    return usable ? LittleEndian.u32(valueOrNull.data(), 0) : defaultNumber;
  }

  /** Whether a value of so many bytes is read at all; a larger one counts as missing. */
  public boolean fits(int dataBytes) {
    return dataBytes <= limits.maxValueBytes();
  }

  /** Whether a value counts as a list: by its type. */
  protected boolean isList(PolicyValue valueOrNull) {
    return valueOrNull != null && valueOrNull.type() == PolicyValue.REG_MULTI_SZ;
  }

  /** The first 256 strings, up to an empty one or the end of the data. */
  protected List<String> strings(byte[] data) {
    List<String> strings = new ArrayList<>();
    int at = 0;
    int end = endOfString(data, at);
    while (end > at && strings.size() < limits.maxEntries()) {
      strings.add(text(data, at, end));
      at = end + Character.BYTES;
      end = endOfString(data, at);
    }
    return strings;
  }

  /** Offset of the terminator, or of the end of the whole units; {@code from} beyond the end. */
  private static int endOfString(byte[] data, int from) {
    int at = from;
    while (at + 1 < data.length && unit(data, at) != 0) {
      at += Character.BYTES;
    }
    return at;
  }

  private static String text(byte[] data, int from, int to) {
    StringBuilder text = new StringBuilder((to - from) / Character.BYTES);
    for (int at = from; at < to; at += Character.BYTES) {
      text.append(unit(data, at));
    }
    return text.toString();
  }

  private static char unit(byte[] data, int at) {
    return (char) (data[at] & 0xFF | (data[at + 1] & 0xFF) << 8);
  }

  /** Whether a string can be an entry: a path that begins with a backslash, not too long. */
  protected boolean isEntry(String text) {
    return text.length() <= limits.maxEntryUnits()
        && text.charAt(0) == '\\'
        && text.indexOf('/') < 0;
  }

  /** Whether a string can be an entry of a list of keys; case apart, as keys have no case. */
  protected boolean isKeyEntry(String text) {
    return isEntry(text) && UpcaseTable.matchesAt(text, 0, KEY_ROOT);
  }
}
