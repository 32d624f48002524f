package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.PolicyParser;
import dev.auroraedr.km.emulator.driver.PolicyValue;
import dev.auroraedr.km.fixtures.PolicyDefaults;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the bytes of policy values in a way of its own, wrong in one point. */
final class LooseParser extends PolicyParser {
  private static final PolicyDefaults.Limits LIMITS = PolicyDefaults.load().limits();

  /** In what it is wrong. */
  enum Way {
    ONE_MORE,
    ONE_LESS,
    IGNORED_FREE,
    LONGER,
    SHORTER,
    LONG_SPOILS,
    STRICT,
    ODD_MISSING,
    ODD_UNIT,
    READS_ON,
    EMPTY_MISSING,
    SLASHES_TURNED,
    SLASHES,
    SHORT_NAMES,
    STRINGS_TOO,
    SHORT_TYPE,
    LARGE,
    SMALL,
    ANY_NUMBER,
    WRONG_IS_EMPTY
  }

  private final Way way;

  LooseParser(Way way) {
    this.way = way;
  }

  @Override
  public boolean fits(int dataBytes) {
    return switch (way) {
      case LARGE -> true;
      case SMALL -> dataBytes < LIMITS.maxValueBytes();
      default -> super.fits(dataBytes);
    };
  }

  @Override
  protected boolean isList(PolicyValue valueOrNull) {
    if (valueOrNull == null) {
      return false;
    }
    return switch (way) {
      case STRINGS_TOO -> valueOrNull.type() == 1 || super.isList(valueOrNull);
      case SHORT_TYPE -> (valueOrNull.type() & 0xFFFF) == PolicyValue.REG_MULTI_SZ;
      case WRONG_IS_EMPTY -> true;
      case ODD_MISSING -> super.isList(valueOrNull) && valueOrNull.data().length % 2 == 0;
      case EMPTY_MISSING ->
          super.isList(valueOrNull) && !super.strings(valueOrNull.data()).isEmpty();
      default -> super.isList(valueOrNull);
    };
  }

  @Override
  public List<String> keys(PolicyValue valueOrNull, List<String> defaults) {
    boolean wrongType = valueOrNull != null && valueOrNull.type() != PolicyValue.REG_MULTI_SZ;
    return way == Way.WRONG_IS_EMPTY && wrongType ? List.of() : super.keys(valueOrNull, defaults);
  }

  @Override
  public int number(PolicyValue valueOrNull, int defaultNumber) {
    if (way == Way.ANY_NUMBER && valueOrNull != null) {
      byte[] data = Arrays.copyOf(valueOrNull.data(), Integer.BYTES);
      return super.number(new PolicyValue(PolicyValue.REG_DWORD, data), defaultNumber);
    }
    return super.number(valueOrNull, defaultNumber);
  }

  @Override
  protected List<String> strings(byte[] data) {
    List<String> all =
        all(
            way == Way.ODD_UNIT && data.length % 2 == 1
                ? Arrays.copyOf(data, data.length + 1)
                : data);
    return switch (way) {
      case ONE_MORE -> first(all, LIMITS.maxEntries() + 1);
      case ONE_LESS -> first(all, LIMITS.maxEntries() - 1);
      case IGNORED_FREE -> first(all.stream().filter(this::isEntry).toList(), LIMITS.maxEntries());
      case STRICT -> endsWell(data) ? super.strings(data) : List.of();
      case LONG_SPOILS ->
          all.stream().anyMatch(text -> text.length() > LIMITS.maxEntryUnits())
              ? List.of()
              : super.strings(data);
      case SLASHES_TURNED -> first(all, 256).stream().map(text -> text.replace('/', '\\')).toList();
      case SHORT_NAMES ->
          first(all, 256).stream()
              .map(text -> text.startsWith("\\MACHINE\\") ? "\\REGISTRY" + text : text)
              .toList();
      case READS_ON, ODD_UNIT -> first(all, LIMITS.maxEntries());
      default -> super.strings(data);
    };
  }

  private static boolean endsWell(byte[] data) {
    int units = data.length / 2;
    return units < 2 || unit(data, units - 1) == 0 && unit(data, units - 2) == 0;
  }

  private static char unit(byte[] data, int index) {
    return (char) (data[2 * index] & 0xFF | data[2 * index + 1] << 8);
  }

  private static List<String> first(List<String> all, int most) {
    return all.subList(0, Math.min(most, all.size()));
  }

  /** All strings; those behind an empty one only for who reads on. */
  private List<String> all(byte[] data) {
    String text = new String(data, 0, data.length & ~1, StandardCharsets.UTF_16LE);
    List<String> strings = new ArrayList<>();
    for (String string : text.split("\0", -1)) {
      if (string.isEmpty() && way != Way.READS_ON) {
        return strings;
      }
      if (!string.isEmpty()) {
        strings.add(string);
      }
    }
    return strings;
  }

  @Override
  protected boolean isEntry(String text) {
    return switch (way) {
      case LONGER -> text.length() == LIMITS.maxEntryUnits() + 1 || super.isEntry(text);
      case SHORTER -> text.length() < LIMITS.maxEntryUnits() && super.isEntry(text);
      case SLASHES -> text.charAt(0) == '\\' && text.length() <= LIMITS.maxEntryUnits();
      default -> super.isEntry(text);
    };
  }
}
