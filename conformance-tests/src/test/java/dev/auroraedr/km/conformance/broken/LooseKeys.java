package dev.auroraedr.km.conformance.broken;

import dev.auroraedr.km.emulator.driver.KeyMatch;
import dev.auroraedr.km.fixtures.UpcaseTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Matches keys in a plain loop, entry by entry, wrong in one way. */
final class LooseKeys extends KeyMatch {
  private static final int LINK = 3;

  /** In what it is wrong. */
  enum Way {
    PREFIX,
    EXACT,
    CASE_COUNTS,
    ASCII,
    CODE_POINTS,
    RUNTIME,
    STAR_SPANS,
    STAR_WITHIN,
    STAR_WINS,
    NAME_WINS,
    ANY_DIGITS,
    FIRST_SET,
    SETS_ANYWHERE,
    NO_SETS,
    EMPTY_COUNTS,
    /** In none: another way to be right. */
    NONE
  }

  private final Way way;
  private final List<List<String>> entries;

  LooseKeys(Way way, List<String> entries) {
    super(entries);
    this.way = way;
    this.entries = entries.stream().map(entry -> components(entry, way)).toList();
  }

  @Override
  public boolean matches(CharSequence key) {
    List<String> components = components(key.toString(), way == Way.EMPTY_COUNTS ? Way.NONE : way);
    return entries.stream().anyMatch(entry -> covers(entry, components));
  }

  @Override
  public boolean isAbove(CharSequence key) {
    List<String> components = components(key.toString(), way);
    return entries.stream()
        .anyMatch(
            entry ->
                entry.size() > components.size() && agree(entry, components, components.size()));
  }

  private boolean covers(List<String> entry, List<String> key) {
    return switch (way) {
      case PREFIX -> String.join("\\", key).startsWith(String.join("\\", entry));
      case EXACT -> key.size() == entry.size() && agree(entry, key, entry.size());
      case STAR_SPANS -> spans(entry).matcher(String.join("\\", key)).matches();
      default -> key.size() >= entry.size() && agree(entry, key, entry.size());
    };
  }

  private static Pattern spans(List<String> entry) {
    String components =
        entry.stream()
            .map(component -> component.equals("*") ? ".*" : Pattern.quote(component))
            .collect(Collectors.joining("\\\\"));
    return Pattern.compile(components + "(\\\\.*)?", Pattern.DOTALL);
  }

  private boolean agree(List<String> entry, List<String> key, int count) {
    for (int i = 0; i < count; i++) {
      if (!componentAgrees(entry, key.get(i), i)) {
        return false;
      }
    }
    return true;
  }

  private boolean componentAgrees(List<String> entry, String component, int index) {
    String wanted = entry.get(index);
    boolean same = wanted.equals(component);
    boolean star = wanted.equals("*");
    if (way == Way.STAR_WITHIN) {
      star = component.matches(wanted.replaceAll("[^*]+", "\\\\Q$0\\\\E").replace("*", ".*"));
    }
    if (star && way == Way.NAME_WINS || same && !star && way == Way.STAR_WINS) {
      return isAlone(entry, component, index);
    }
    return same || star || isSet(entry, component, index);
  }

  /** Whether no other entry has a name, or a star, in this place behind the same components. */
  private boolean isAlone(List<String> entry, String component, int index) {
    String other = way == Way.NAME_WINS ? component : "*";
    return entries.stream()
        .filter(each -> each.size() > index)
        .filter(each -> each.subList(0, index).equals(entry.subList(0, index)))
        .noneMatch(each -> each.get(index).equals(other));
  }

  private boolean isSet(List<String> entry, String component, int index) {
    boolean link = index == LINK && entry.get(2).equals("SYSTEM") && entry.get(1).equals("MACHINE");
    if (!entry.get(index).equals("CURRENTCONTROLSET") || !(link || way == Way.SETS_ANYWHERE)) {
      return false;
    }
    return switch (way) {
      case ANY_DIGITS -> component.matches("CONTROLSET[0-9]+");
      case FIRST_SET -> component.equals("CONTROLSET001");
      case NO_SETS -> false;
      default -> component.matches("CONTROLSET[0-9]{3}");
    };
  }

  private static List<String> components(String path, Way way) {
    List<String> components = new ArrayList<>();
    for (String component : path.split("\\\\")) {
      if (!component.isEmpty() || way == Way.EMPTY_COUNTS && !components.isEmpty()) {
        components.add(folded(component, way));
      }
    }
    return components;
  }

  private static String folded(String text, Way way) {
    if (way == Way.CODE_POINTS) {
      return text.codePoints()
          .map(point -> point > 0xFFFF ? Character.toUpperCase(point) : upper(point))
          .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
          .toString();
    }
    StringBuilder folded = new StringBuilder();
    for (char unit : text.toCharArray()) {
      folded.append(folded(unit, way));
    }
    return folded.toString();
  }

  private static char folded(char unit, Way way) {
    return switch (way) {
      case CASE_COUNTS -> unit;
      case ASCII -> unit < 0x80 ? upper(unit) : unit;
      case RUNTIME -> Character.toUpperCase(unit);
      default -> upper(unit);
    };
  }

  private static char upper(int unit) {
    return UpcaseTable.upper((char) unit);
  }
}
